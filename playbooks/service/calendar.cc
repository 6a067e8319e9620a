// SPDX-License-Identifier: Apache-2.0
#include "playbooks/calendar.h"

#include "casefile/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>

namespace firsthour::playbooks {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000, kDaySeconds = 86'400, kBeijingOffset = 8 * 3600;

std::chrono::sys_days days_of(Day day) {
  return std::chrono::year{day.year} / std::chrono::month{static_cast<unsigned>(day.month)} /
         std::chrono::day{static_cast<unsigned>(day.day)};
}

Day day_of_date(std::chrono::year_month_day date) {
  return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
          static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::int64_t floor_div(std::int64_t a, std::int64_t b) {
  const std::int64_t quotient = a / b;
  return quotient - (a % b < 0 ? 1 : 0);
}

}  // namespace

std::optional<Day> parse_day(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = number_from<unsigned>(text.substr(0, 4)),
             month = number_from<unsigned>(text.substr(5, 2)), day = number_from<unsigned>(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year{static_cast<int>(*year)},
                                         std::chrono::month{*month}, std::chrono::day{*day}};
  // Outside of these years an Instant cannot hold the day.
  if (!date.ok() || *year < 1700 || *year > 2200) return std::nullopt;
  return day_of_date(date);
}

std::string day_text(Day day) { return fmt::format("{:04}-{:02}-{:02}", day.year, day.month, day.day); }

Day day_of(Instant time) {
  const std::int64_t seconds = floor_div(time.nanoseconds, kSecond) + kBeijingOffset;
  return day_of_date(std::chrono::sys_days{std::chrono::days{floor_div(seconds, kDaySeconds)}});
}

Instant start_of(Day day) { return at(day, 0, 0); }

Instant at(Day day, int hour, int minute) {
  const std::int64_t days = days_of(day).time_since_epoch().count();
  return Instant::from_seconds(days * kDaySeconds - kBeijingOffset + hour * 3600 + minute * 60);
}

Day plus_days(Day day, int days) { return day_of_date(days_of(day) + std::chrono::days{days}); }

Day plus_months(Day day, int months) {
  const std::chrono::year_month month =
      std::chrono::year{day.year} / std::chrono::month{static_cast<unsigned>(day.month)} +
      std::chrono::months{months};
  const std::chrono::year_month_day_last last{month.year(), std::chrono::month_day_last{month.month()}};
  const Day end = day_of_date(last);
  return {end.year, end.month, std::min(day.day, end.day)};
}

int days_between(Day from, Day to) { return static_cast<int>((days_of(to) - days_of(from)).count()); }

int weekday(Day day) { return static_cast<int>(std::chrono::weekday{days_of(day)}.iso_encoding()); }

}  // namespace firsthour::playbooks
