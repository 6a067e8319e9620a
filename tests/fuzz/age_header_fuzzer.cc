// SPDX-License-Identifier: Apache-2.0
// Any bytes as an age file: refused or read; a header that was taken has one form only, so it is written
// again as it came.
#include "casefile/age.h"
#include "casefile/seal/age_ahead.h"
#include "casefile/seal/age_header.h"

#include <cstdint>
#include <cstdlib>
#include <vector>

using namespace firsthour;

namespace {

void read_as_header(std::span<const std::byte> bytes) {
  MemorySource source{bytes};
  age::Ahead ahead{source};
  const auto header = age::read_header(ahead);
  if (header && age::header_text(header->stanzas) != header->authenticated) std::abort();
}

void read_as_file(std::span<const std::byte> bytes) {
  AgeKeys keys;  // the identity that the corpus is encrypted to
  keys.identities.push_back(
      *AgeIdentity::parse("AGE-SECRET-KEY-1GFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPYYSJZGFPQ4EGAEX"));
  MemorySource source{bytes};
  auto reader = AgeReader::open(source, keys);
  if (!reader) return;
  std::vector<std::byte> buffer(4096);
  while (true) {
    const auto got = (*reader)->read(buffer);
    if (!got || *got == 0) return;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto bytes = std::as_bytes(std::span{data, size});
  read_as_header(bytes);
  read_as_file(bytes);
  return 0;
}
