// SPDX-License-Identifier: Apache-2.0
// Any text: parsed or refused; what was parsed has one canonical form.
#include "casefile/json.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto json = firsthour::parse_json({reinterpret_cast<const char*>(data), size});
  if (!json) return 0;
  const std::string text = firsthour::canonical(*json);
  const auto again = firsthour::parse_json(text);
  if (!again || firsthour::canonical(*again) != text) std::abort();
  return 0;
}
