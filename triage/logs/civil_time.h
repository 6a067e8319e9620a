// SPDX-License-Identifier: Apache-2.0
// Dates of the Gregorian calendar as numbers.
#pragma once

#include <chrono>
#include <cstdint>

namespace firsthour::triage::logs {

// Days since 1970-01-01. REQUIRES: valid_date().
[[nodiscard]] inline std::int64_t days_of(int year, int month, int day) {
  using namespace std::chrono;
  return sys_days{std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
                  std::chrono::day{static_cast<unsigned>(day)}}
      .time_since_epoch()
      .count();
}

[[nodiscard]] inline bool valid_date(int year, int month, int day) {
  using namespace std::chrono;
  return year >= 1601 && year <= 9999 && month >= 1 && day >= 1 &&
         (std::chrono::year{year} / std::chrono::month{static_cast<unsigned>(month)} /
          std::chrono::day{static_cast<unsigned>(day)})
             .ok();
}

[[nodiscard]] inline int year_of(std::int64_t seconds) {
  using namespace std::chrono;
  const year_month_day date{floor<days>(sys_seconds{std::chrono::seconds{seconds}})};
  return static_cast<int>(date.year());
}

}  // namespace firsthour::triage::logs
