// SPDX-License-Identifier: Apache-2.0
// Any bytes as a compressed file of each kind: it ends, and is bounded by its reader.
#include "collectors/compressed/expanded_source.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  using collectors::Compression;
  const auto bytes = std::as_bytes(std::span{data, size});
  for (const auto kind :
       {collectors::compression_of(bytes), Compression::gzip, Compression::xz, Compression::zstd}) {
    MemorySource source{bytes};
    const auto expanded = collectors::expand(source, kind);
    std::array<std::byte, 4096> piece{};
    for (int i = 0; i < 256; ++i) {
      const auto got = expanded->read(piece);
      if (!got || *got == 0) break;
      if (*got > piece.size()) std::abort();
    }
  }
  return 0;
}
