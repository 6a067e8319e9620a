// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/json.h"

#include "casefile/verify/utf8.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>

namespace firsthour::verify {

const Json* Json::find(std::string_view name) const {
  for (const auto& [key, value] : members)
    if (key == name) return &value;
  return nullptr;
}

const Json* Json::at(std::initializer_list<std::string_view> path) const {
  const Json* here = this;
  for (const std::string_view name : path) {
    if (!here) return nullptr;
    here = here->find(name);
  }
  return here;
}

std::optional<std::string_view> string_in(const Json* value) {
  if (!value || value->type != Json::Type::string) return std::nullopt;
  return value->text;
}

std::string_view string_or_empty(const Json* value) { return string_in(value).value_or(std::string_view{}); }

std::optional<std::uint64_t> number_in(const Json* value) {
  constexpr std::uint64_t kMostExact = (std::uint64_t{1} << 53) - 1;
  if (!value || (value->type != Json::Type::number && value->type != Json::Type::string)) return std::nullopt;
  const std::string& text = value->text;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || (text.size() > 1 && text[0] == '0'))
    return std::nullopt;
  if ((value->type == Json::Type::number) != (number <= kMostExact)) return std::nullopt;
  return number;
}

bool is_true(const Json* value) {
  return value && value->type == Json::Type::boolean && value->text == "true";
}

std::string json_string(std::string_view text) {
  constexpr std::string_view kShort = "\"\"\\\\\bb\tt\nn\ff\rr";
  std::string out = "\"";
  for (std::size_t at = 0; at < text.size();) {
    const Utf8Character c = utf8_at(text, at);
    std::size_t known = 0;
    while (known < kShort.size() && static_cast<unsigned char>(kShort[known]) != c.value) known += 2;
    if (c.length == 0) {
      out += "\xEF\xBF\xBD";
    } else if (known < kShort.size()) {
      out += {'\\', kShort[known + 1]};
    } else if (c.value < 0x20) {
      std::array<char, 8> escape{};
      std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c.value));
      out += escape.data();
    } else {
      out += text.substr(at, c.length);
    }
    at += c.length ? c.length : 1;
  }
  return out + '"';
}

std::string canonical_number(double value) {
  if (value == 0) return "0";
  std::array<char, 64> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view shortest{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
  const std::size_t e = shortest.find('e');
  std::string digits{shortest.substr(0, e)};
  if (digits.size() > 1) digits.erase(1, 1);  // the point
  int exponent = 0;
  const std::size_t skip = shortest[e + 1] == '+' ? 2 : 1;  // from_chars takes no plus
  std::from_chars(buffer.data() + e + skip, end, exponent);

  // ECMA-262 Number::toString: the point stands `point` digits from the left.
  const int count = static_cast<int>(digits.size()), point = exponent + 1;
  const std::string sign = value < 0 ? "-" : "";
  if (count <= point && point <= 21)
    return sign + digits + std::string(static_cast<std::size_t>(point - count), '0');
  if (0 < point && point <= 21) return sign + digits.insert(static_cast<std::size_t>(point), ".");
  if (-6 < point && point <= 0)
    return sign + "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  if (count > 1) digits.insert(1, ".");
  return sign + digits + "e" + (exponent < 0 ? "-" : "+") + std::to_string(std::abs(exponent));
}

}  // namespace firsthour::verify
