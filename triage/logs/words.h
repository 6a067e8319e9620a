// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace firsthour::triage::logs {

// The text before the first blank, which is taken off `rest` with it.
[[nodiscard]] inline std::string_view next_word(std::string_view& rest) {
  const std::size_t end = rest.find(' ');
  const std::string_view taken = rest.substr(0, end);
  rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  return taken;
}

}  // namespace firsthour::triage::logs
