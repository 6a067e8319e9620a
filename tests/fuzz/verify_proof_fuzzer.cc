// SPDX-License-Identifier: Apache-2.0
// The text of a proof, and time stamp tokens.
#include "casefile/verify/proof_text.h"
#include "casefile/verify/time_stamp.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (const auto proof = read_proof(text))
    if (!proof->event.item || proof->event.seq != proof->index) std::abort();
  static_cast<void>(read_time_stamp(text));
  return 0;
}
