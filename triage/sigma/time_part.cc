// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/time_part.h"

#include "casefile/number.h"

#include <array>
#include <chrono>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

using std::chrono::year_month_day;

constexpr std::array<std::pair<std::string_view, TimePart>, 6> kParts{{{"minute", TimePart::minute},
                                                                       {"hour", TimePart::hour},
                                                                       {"day", TimePart::day},
                                                                       {"week", TimePart::week},
                                                                       {"month", TimePart::month},
                                                                       {"year", TimePart::year}}};

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count) {
  if (text.size() < at + count) return std::nullopt;
  const std::string_view part = text.substr(at, count);
  if (part.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  return number_from<int>(part);
}

// The week that holds the Thursday of this date's week, counted in the Thursday's year.
int iso_week(const year_month_day& date) {
  using namespace std::chrono;
  const sys_days day{date};
  const sys_days thursday = day + days{4 - static_cast<int>(weekday{day}.iso_encoding())};
  const sys_days new_year{year_month_day{thursday}.year() / January / 1};
  return static_cast<int>((thursday - new_year).count() / 7) + 1;
}

std::optional<int> part_of_day(std::string_view text, TimePart part) {
  if (text.size() < 16 || (text[10] != 'T' && text[10] != 't' && text[10] != ' ') || text[13] != ':') {
    return std::nullopt;
  }
  const auto hour = digits(text, 11, 2), minute = digits(text, 14, 2);
  if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
  return part == TimePart::hour ? hour : minute;
}

}  // namespace

std::optional<TimePart> time_part_from(std::string_view modifier) {
  for (const auto& [name, part] : kParts) {
    if (name == modifier) return part;
  }
  return std::nullopt;
}

std::optional<int> part_of_date(std::string_view text, TimePart part) {
  const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
  if (!year || !month || !day || text[4] != text[7] || (text[4] != '-' && text[4] != '/'))
    return std::nullopt;
  const year_month_day date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                            std::chrono::day{static_cast<unsigned>(*day)}};
  if (!date.ok()) return std::nullopt;
  switch (part) {
    case TimePart::minute:
    case TimePart::hour:
      return part_of_day(text, part);
    case TimePart::day:
      return day;
    case TimePart::week:
      return iso_week(date);
    case TimePart::month:
      return month;
    case TimePart::year:
      return year;
  }
  return std::nullopt;
}

}  // namespace firsthour::triage::sigma
