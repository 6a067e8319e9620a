// SPDX-License-Identifier: Apache-2.0
#include "casefile/pack/payload_name.h"

#include <algorithm>
#include <charconv>

namespace firsthour::pack {
namespace {

std::string padded(std::uint32_t number, std::size_t width) {
  const std::string digits = std::to_string(number);
  return std::string(width - std::min(width, digits.size()), '0') + digits;
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// Takes the digits at the front; 0 when there are none.
std::uint32_t take_number(std::string_view& text) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return 0;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

bool take(std::string_view& text, std::string_view prefix) {
  if (!text.starts_with(prefix)) return false;
  text.remove_prefix(prefix.size());
  return true;
}

}  // namespace

std::string PayloadName::text() const {
  const std::string number_text = padded(number, 6);
  switch (kind) {
    case PayloadKind::segment_content:
      return "data/items-" + number_text + ".content";
    case PayloadKind::segment_records:
      return "data/items-" + number_text + ".jsonl";
    case PayloadKind::content:
      return "data/" + number_text + "/content";
    case PayloadKind::part:
      return "data/" + number_text + "/content." + padded(part, 4);
    case PayloadKind::record:
      break;
  }
  return "data/" + number_text + "/item.json";
}

std::optional<PayloadName> parse_payload_name(std::string_view text) {
  std::string_view rest = text;
  if (!take(rest, "data/")) return std::nullopt;
  const bool segment = take(rest, "items-");
  PayloadName name;
  name.number = take_number(rest);
  if (segment) {
    name.kind = rest == ".content" ? PayloadKind::segment_content : PayloadKind::segment_records;
  } else if (take(rest, "/content.")) {
    name.kind = PayloadKind::part;
    name.part = take_number(rest);
  } else {
    name.kind = rest == "/content" ? PayloadKind::content : PayloadKind::record;
  }
  const bool in_range = name.number >= 1 && name.number <= kMostNumber && name.part <= kMostPart &&
                        (name.kind != PayloadKind::part || name.part >= 1);
  if (!in_range || name.text() != text) return std::nullopt;
  return name;
}

std::string item_id(std::uint32_t number) { return padded(number, 6); }

std::string item_id(std::uint32_t number, std::size_t index) {
  return padded(number, 6) + "." + std::to_string(index);
}

bool is_collection_name(std::string_view name) {
  return !name.empty() && name.size() <= 100 && (is_digit(name[0]) || is_letter(name[0])) &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return is_digit(c) || is_letter(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace firsthour::pack
