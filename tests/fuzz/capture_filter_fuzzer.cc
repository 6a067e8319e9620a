// SPDX-License-Identifier: Apache-2.0
// Any bytes as a capture filter: the check of names must end, whatever they are.
#include "collectors/traffic/numeric_filter.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)firsthour::collectors::check_numeric_filter({reinterpret_cast<const char*>(data), size});
  return 0;
}
