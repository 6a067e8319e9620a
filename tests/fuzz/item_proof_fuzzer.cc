// SPDX-License-Identifier: Apache-2.0
// Proofs of items: what is taken has one form only, and no bytes crash the reader.
#include "casefile/proof.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto proof = parse_proof(text);
  if (!proof) return 0;
  if (proof_text(*proof) != text) std::abort();
  if (const auto claim = read_claim(*proof)) {
    if (claim->event.sequence != proof->index || claim->item.id.empty()) std::abort();
    static_cast<void>(check_inclusion(*proof));
  }
  return 0;
}
