// SPDX-License-Identifier: Apache-2.0
// A worker that a hostile file took over says what it likes: what is read is what would be written.
#include "triage/engine/examination.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::triage;
  const auto read = examination_from({reinterpret_cast<const char*>(data), size});
  if (!read) return 0;
  const auto again = examination_from(to_message(*read));
  if (!again || to_message(*again) != to_message(*read)) std::abort();
  return 0;
}
