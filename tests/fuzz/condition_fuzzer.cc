// SPDX-License-Identifier: Apache-2.0
// A condition in any bytes: true or false, or an error. What evaluates can also be checked without values.
#include "playbooks/condition.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::playbooks;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  static const Variables kVariables{{"__n__", {"integer", {}, "9", false, false}},
                                    {"__s__", {"string", {}, "web 01", false, false}},
                                    {"__flag__", {"bool", {}, "true", false, false}},
                                    {"__ip__", {"ipv4-addr", {}, "10.1.2.3", false, false}},
                                    {"__unknown__", {"string", {}, std::nullopt, false, false}}};
  const bool sound = check_condition(text).has_value();
  if (evaluate(text, kVariables) && !sound) std::abort();
  if (sound)
    for (const std::string& key : variables_of(text))
      if (!key.starts_with("__")) std::abort();
  return 0;
}
