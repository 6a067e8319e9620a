// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/payload.h"

#include <charconv>
#include <cstdio>

namespace firsthour::verify {
namespace {

using What = PayloadName::What;

std::string padded(std::uint32_t number, int digits) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%0*u", digits, number);
  return text.data();
}

bool took(std::string_view& text, std::string_view word) {
  if (!text.starts_with(word)) return false;
  text.remove_prefix(word.size());
  return true;
}

std::optional<std::uint32_t> number_of(std::string_view digits) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc{} || end != digits.data() + digits.size() || number == 0) return std::nullopt;
  return number;
}

}  // namespace

std::string PayloadName::text() const {
  const std::string digits = padded(number, 6);
  switch (what) {
    case What::segment_content:
      return "data/items-" + digits + ".content";
    case What::segment_records:
      return "data/items-" + digits + ".jsonl";
    case What::content:
      return "data/" + digits + "/content";
    case What::part:
      return "data/" + digits + "/content." + padded(part, 4);
    case What::record:
      return "data/" + digits + "/item.json";
  }
  return {};
}

std::optional<PayloadName> read_payload_name(std::string_view name) {
  const std::string_view whole = name;
  PayloadName result;
  if (!took(name, "data/")) return std::nullopt;
  const bool segment = took(name, "items-");
  const auto number = number_of(name.substr(0, 6));
  if (!number || name.size() < 6) return std::nullopt;
  result.number = *number;
  name.remove_prefix(6);
  if (segment) {
    result.what = name == ".content" ? What::segment_content : What::segment_records;
  } else if (name == "/content") {
    result.what = What::content;
  } else if (took(name, "/content.")) {
    const auto part = number_of(name);
    if (!part || *part > 999999) return std::nullopt;
    result.what = What::part;
    result.part = *part;
  } else {
    result.what = What::record;
  }
  if (result.text() != whole) return std::nullopt;
  return result;
}

}  // namespace firsthour::verify
