// SPDX-License-Identifier: Apache-2.0
#include "casefile/number.h"
#include "playbooks/scenario.h"

#include <fmt/format.h>

#include <array>

namespace firsthour::playbooks {
namespace {

constexpr DrillTime kLongest = DrillTime{366} * 24 * 3600 * 1000;

std::optional<DrillTime> bounded(std::uint64_t value, std::uint64_t unit) {
  if (value > static_cast<std::uint64_t>(kLongest) / unit) return std::nullopt;
  return static_cast<DrillTime>(value * unit);
}

// "90s", "15m", "2h", "1500ms".
std::optional<DrillTime> with_unit(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::uint64_t>, 5> kUnits{
      {{"ms", 1}, {"min", 60'000}, {"s", 1000}, {"m", 60'000}, {"h", 3'600'000}}};
  for (const auto& [name, unit] : kUnits) {
    if (!text.ends_with(name)) continue;
    const auto value = number_from<std::uint64_t>(text.substr(0, text.size() - name.size()));
    return value ? bounded(*value, unit) : std::nullopt;
  }
  return std::nullopt;
}

// "05" alone is none; "00:05" hours and minutes; "01:30:00.250" with seconds and thousandths.
std::optional<DrillTime> with_colons(std::string_view text) {
  std::uint64_t thousandths = 0;
  if (const std::size_t dot = text.find('.'); dot != std::string_view::npos) {
    const auto fraction = number_from<std::uint64_t>(text.substr(dot + 1));
    if (!fraction || text.size() - dot != 4) return std::nullopt;
    thousandths = *fraction;
    text = text.substr(0, dot);
  }
  std::array<std::uint64_t, 3> parts{};
  std::size_t count = 0;
  while (count < parts.size()) {
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto part = number_from<std::uint64_t>(text.substr(0, colon));
    if (!part || *part > 8784 || (count > 0 && *part > 59)) return std::nullopt;
    parts[count++] = *part;
    if (colon == text.size()) break;
    text.remove_prefix(colon + 1);
    if (count == parts.size()) return std::nullopt;
  }
  if (count < 2 || (thousandths > 0 && count < 3)) return std::nullopt;
  const auto all = bounded(parts[0] * 3600 + parts[1] * 60 + parts[2], 1000);
  if (!all) return std::nullopt;
  return *all + static_cast<DrillTime>(thousandths);
}

}  // namespace

std::optional<DrillTime> drill_time_from(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  return text.find(':') == std::string_view::npos ? with_unit(text) : with_colons(text);
}

std::string drill_time_text(DrillTime time) {
  const DrillTime seconds = time / 1000;
  std::string text = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (time % 1000 != 0) text += fmt::format(".{:03}", time % 1000);
  return text;
}

}  // namespace firsthour::playbooks
