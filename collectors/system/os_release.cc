// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/os_release.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {
namespace {

std::string unquoted(std::string_view value) {
  const char quote = value.empty() ? '\0' : value.front();
  if (quote != '"' && quote != '\'') return std::string{value};
  std::string text;
  for (std::size_t i = 1; i < value.size() && value[i] != quote; ++i) {
    if (value[i] == '\\' && quote == '"' && i + 1 < value.size()) ++i;
    text += value[i];
  }
  return text;
}

}  // namespace

std::map<std::string, std::string> parse_os_release(std::string_view text) {
  std::map<std::string, std::string> values;
  while (const auto line = next_line(text)) {
    const std::string_view assignment = trimmed(*line);
    const std::size_t equals = assignment.find('=');
    if (equals == std::string_view::npos || assignment.starts_with('#')) continue;
    values[std::string{assignment.substr(0, equals)}] = unquoted(assignment.substr(equals + 1));
  }
  return values;
}

}  // namespace firsthour::collectors
