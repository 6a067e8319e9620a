// SPDX-License-Identifier: Apache-2.0
#include "casefile/size_text.h"

#include <charconv>

namespace firsthour {

std::optional<std::uint64_t> parse_size(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  if (error != std::errc{}) return std::nullopt;
  if (unit.ends_with("iB"))
    unit.remove_suffix(2);
  else if (unit.size() > 1 && unit.ends_with('B'))
    unit.remove_suffix(1);
  static constexpr std::string_view kUnits = "KMGT";
  unsigned shift = 0;
  if (unit.size() == 1) {
    const char letter = unit[0] >= 'a' ? static_cast<char>(unit[0] - 'a' + 'A') : unit[0];
    const std::size_t at = kUnits.find(letter);
    if (at == std::string_view::npos) return std::nullopt;
    shift = static_cast<unsigned>(at + 1) * 10;
  } else if (!unit.empty()) {
    return std::nullopt;
  }
  if (value > (UINT64_MAX >> shift)) return std::nullopt;
  return value << shift;
}

}  // namespace firsthour
