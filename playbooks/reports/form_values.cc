// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/form_values.h"

#include "casefile/encoding.h"
#include "playbooks/reports/named_value.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace firsthour::playbooks {

std::string time_words(const std::optional<Instant>& time) {
  return time ? beijing_time(*time) : std::string{};
}

std::string yes_or_no(const std::optional<bool>& value) {
  if (!value) return {};
  return *value ? "是" : "否";
}

std::span<const std::string_view> form_value_names() {
  static const auto kNames = [] {
    std::vector<std::string_view> names;
    for (const auto& values : {case_values(), scene_values()})
      for (const NamedValue& value : values) names.push_back(value.name);
    return names;
  }();
  return kNames;
}

std::span<const std::string_view> value_names_of(SectionKind kind) {
  switch (kind) {
    case SectionKind::volumes:
      return volume_column_names();
    case SectionKind::items:
      return item_column_names();
    case SectionKind::media:
      return medium_column_names();
    case SectionKind::clearances:
      return clearing_column_names();
    default:
      return form_value_names();
  }
}

std::string form_value(std::string_view name, const CaseFacts& facts) {
  for (const auto& values : {case_values(), scene_values()})
    for (const NamedValue& value : values)
      if (value.name == name) return value.value(facts);
  return {};
}

bool is_digest_column(std::string_view column) {
  return column == "sha256" || column == "sm3" || column == "md5" || column == "sha1";
}

std::string grouped(std::uint64_t number) {
  std::string digits = std::to_string(number);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string size_text(std::uint64_t bytes, Language language) {
  std::string text = grouped(bytes) + (language == Language::zh ? " 字节" : " bytes");
  static constexpr std::array<const char*, 4> kUnits{"KiB", "MiB", "GiB", "TiB"};
  double scaled = static_cast<double>(bytes) / 1024;
  std::size_t unit = 0;
  while (scaled >= 1024 && unit + 1 < kUnits.size()) {
    scaled /= 1024;
    ++unit;
  }
  if (bytes >= 1024) text += fmt::format(" ({:.1f} {})", scaled, kUnits[unit]);
  return text;
}

std::string digest_in_two_lines(std::string_view hex) {
  std::string out = in_groups(hex, 16);
  if (hex.size() == 64) out[33] = '\n';
  return out;
}

}  // namespace firsthour::playbooks
