// SPDX-License-Identifier: Apache-2.0
// Words of text protocols. ASCII only: locales have no part in protocols.
#pragma once

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage::network {

[[nodiscard]] inline char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }
[[nodiscard]] inline bool same_word(std::string_view a, std::string_view b) {
  return a.size() == b.size() &&
         std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
}
[[nodiscard]] inline bool begins_with_word(std::string_view text, std::string_view word) {
  return text.size() >= word.size() && same_word(text.substr(0, word.size()), word);
}
[[nodiscard]] inline std::string lower(std::string_view text) {
  std::string out{text};
  std::transform(out.begin(), out.end(), out.begin(), [](char c) { return lower(c); });
  return out;
}
[[nodiscard]] inline std::string upper(std::string_view text) {
  std::string out{text};
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return out;
}
[[nodiscard]] inline std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  const std::size_t from = text.find_first_not_of(kBlanks);
  if (from == std::string_view::npos) return {};
  return text.substr(from, text.find_last_not_of(kBlanks) - from + 1);
}
// The first word, and `text` without it.
[[nodiscard]] inline std::string_view next_word(std::string_view& text) {
  text = trimmed(text);
  const std::size_t end = std::min(text.find_first_of(" \t"), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(end);
  text = trimmed(text);
  return word;
}
// What stands between `before` and `after`; absent when they are not there.
[[nodiscard]] inline std::optional<std::string_view> between(std::string_view text, std::string_view before,
                                                             std::string_view after) {
  const std::size_t from = text.find(before);
  if (from == std::string_view::npos) return std::nullopt;
  text.remove_prefix(from + before.size());
  const std::size_t to = text.find(after);
  if (to == std::string_view::npos) return std::nullopt;
  return text.substr(0, to);
}
// Base64 as clients send it: blanks around and missing padding are common.
[[nodiscard]] std::optional<std::string> lenient_base64(std::string_view text);
// %41 and, where asked, + for a blank.
[[nodiscard]] std::string percent_decoded(std::string_view text, bool plus_is_blank);

}  // namespace firsthour::triage::network
