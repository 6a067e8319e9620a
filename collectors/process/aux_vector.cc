// SPDX-License-Identifier: Apache-2.0
#include "collectors/process/aux_vector.h"

#include <elf.h>

#include <cstring>

namespace firsthour::collectors {
namespace {

// Nothing when it is no vector of such words: then a type is out of all bounds, or the end is missing.
template <class Word>
std::optional<AuxVector> parse_words(std::string_view bytes) {
  constexpr Word kLargestType = 1024;
  AuxVector vector;
  for (; bytes.size() >= 2 * sizeof(Word); bytes.remove_prefix(2 * sizeof(Word))) {
    Word type = 0, value = 0;
    std::memcpy(&type, bytes.data(), sizeof type);
    std::memcpy(&value, bytes.data() + sizeof type, sizeof value);
    if (type == AT_NULL) return vector;
    if (type > kLargestType) return std::nullopt;
    if (type == AT_PHDR) vector.program_headers = value;
    if (type == AT_EXECFN) vector.executed_name = value;
  }
  return std::nullopt;
}

}  // namespace

AuxVector parse_aux_vector(std::string_view bytes) {
  if (const auto vector = parse_words<std::uint64_t>(bytes)) return *vector;
  return parse_words<std::uint32_t>(bytes).value_or(AuxVector{});
}

}  // namespace firsthour::collectors
