// SPDX-License-Identifier: Apache-2.0
// Any text: read or refused; what is canonical is also JSON.
#include "casefile/verify/json.h"

#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::verify;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const bool any = read_json(text, JsonForm::any).has_value();
  if (read_json(text, JsonForm::canonical) && !any) std::abort();
  if (read_json(text, JsonForm::any, 2).has_value() != any) std::abort();
  return 0;
}
