// SPDX-License-Identifier: Apache-2.0
// What every text file of a kernel is made of: lines, fields and (casefile/number.h) numbers. All total.
#pragma once

#include "casefile/number.h"

#include <optional>
#include <string_view>

namespace firsthour::collectors {

// Takes the next line off `text`, without its newline; absent at the end.
[[nodiscard]] inline std::optional<std::string_view> next_line(std::string_view& text) {
  if (text.empty()) return std::nullopt;
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

// Takes the next field off `line`: what stands between blanks and tabs. Empty at the end.
[[nodiscard]] inline std::string_view next_field(std::string_view& line) {
  const std::size_t begin = line.find_first_not_of(" \t");
  if (begin == std::string_view::npos) {
    line = {};
    return {};
  }
  line.remove_prefix(begin);
  const std::string_view field = line.substr(0, line.find_first_of(" \t"));
  line.remove_prefix(field.size());
  return field;
}

// Without blanks, tabs and newlines at either end.
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t\n\r");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t\n\r") - begin + 1);
}

}  // namespace firsthour::collectors
