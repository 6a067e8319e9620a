// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/state_file.h"

#include "collectors/host/kernel_text.h"

namespace firsthour::collectors {
namespace {

std::string unquoted(std::string_view text) {
  const bool quoted =
      text.size() >= 2 && (text.front() == '"' || text.front() == '\'') && text.back() == text.front();
  if (!quoted) return std::string{text};
  const bool escapes = text.front() == '"';
  text = text.substr(1, text.size() - 2);
  std::string value;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (escapes && text[at] == '\\' && at + 1 < text.size()) ++at;
    value += text[at];
  }
  return value;
}

}  // namespace

std::map<std::string, std::string, std::less<>> parse_state_file(std::string_view text) {
  constexpr std::size_t kKeyLimit = 256;
  std::map<std::string, std::string, std::less<>> values;
  while (const auto line = next_line(text)) {
    const auto equals = line->find('=');
    if (equals == 0 || equals == std::string_view::npos || line->front() == '#') continue;
    const std::string key{line->substr(0, equals)};
    if (values.size() >= kKeyLimit && !values.contains(key)) continue;
    values[key] = unquoted(line->substr(equals + 1));
  }
  return values;
}

}  // namespace firsthour::collectors
