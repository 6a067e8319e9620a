// SPDX-License-Identifier: Apache-2.0
// Numbers in text. One rule everywhere: all of the text is the number, or there is none.
#pragma once

#include <charconv>
#include <concepts>
#include <optional>
#include <string_view>

namespace firsthour {

// The whole of `text` as a number; absent when anything else is there or it does not fit. Unsigned types take
// no sign, no type a leading '+' or blanks.
template <std::integral N>
[[nodiscard]] std::optional<N> number_from(std::string_view text, int base = 10) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, base);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}
template <std::floating_point N>
[[nodiscard]] std::optional<N> number_from(std::string_view text) {
  N value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

}  // namespace firsthour
