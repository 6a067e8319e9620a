// SPDX-License-Identifier: Apache-2.0
// The head of a core from a host: whatever it says, the map stays sorted and disjoint, and its notes are
// looked at only where they are.
#include "collectors/memory/direct_map.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <span>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const auto bytes = std::as_bytes(std::span{data, size});
  static_cast<void>(vmcoreinfo_of(bytes));
  const auto head_size = core_head_size(bytes);
  const auto head = parse_core_head(bytes);
  if (!head) return 0;
  if (!head_size || *head_size > size) std::abort();
  for (const PhysicalRanges& ram :
       {PhysicalRanges{}, PhysicalRanges{{0x1000, 0x9fc00}, {0x100000, 0x300000}}}) {
    const auto map = direct_map_of(*head, ram, 4096);
    if (!map) continue;
    std::uint64_t end = 0;
    for (const MappedPiece& piece : map->pieces) {
      if (piece.range.begin >= piece.range.end || piece.range.begin < end) std::abort();
      if (piece.offset > INT64_MAX || piece.range.size() > INT64_MAX - piece.offset) std::abort();
      end = piece.range.end;
    }
  }
  return 0;
}
