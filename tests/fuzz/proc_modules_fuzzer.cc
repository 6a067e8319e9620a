// SPDX-License-Identifier: Apache-2.0
#include "collectors/kernel/module_list.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto list = firsthour::collectors::parse_modules({reinterpret_cast<const char*>(data), size});
  // Every line is an entry or counted.
  return list.modules.size() + list.malformed > size + 1 ? -1 : 0;
}
