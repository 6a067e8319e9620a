// SPDX-License-Identifier: Apache-2.0
// Days and working days in Beijing time (UTC+8, no daylight saving since 1991). Contract periods count in
// days from the date of signing; patrols are due on working days, which in China are moved each year by a
// notice of the State Council: holidays and make-up days are data (tables/working-days.yaml).
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// A day of the proleptic Gregorian calendar, in Beijing.
struct Day {
  int year = 1970, month = 1, day = 1;
  auto operator<=>(const Day&) const = default;
};

[[nodiscard]] std::optional<Day> parse_day(std::string_view text);  // "2026-11-22" and nothing else
[[nodiscard]] std::string day_text(Day day);                        // "2026-11-22"
[[nodiscard]] Day day_of(Instant time);
[[nodiscard]] Instant start_of(Day day);  // 00:00 Beijing time
[[nodiscard]] Instant at(Day day, int hour, int minute);
[[nodiscard]] Day plus_days(Day day, int days);
// The same day of the month so many months on; the last of the month where there is no such day.
[[nodiscard]] Day plus_months(Day day, int months);
[[nodiscard]] int days_between(Day from, Day to);  // to - from
[[nodiscard]] int weekday(Day day);                // 1 Monday … 7 Sunday

// Which days are worked. Years without a notice are counted by weekdays alone, and that is said.
class WorkingDays {
 public:
  // YAML of tables/working-days.yaml; `malformed` names line and day.
  [[nodiscard]] static Result<WorkingDays> parse(std::string_view text);
  [[nodiscard]] static const WorkingDays& built_in();
  // working-days.yaml of the folder, where it has one; else the built-in table. "": built in.
  [[nodiscard]] static Result<WorkingDays> load(const std::string& folder);

  [[nodiscard]] bool working(Day day) const;
  [[nodiscard]] bool published(int year) const;         // false: no notice known, weekdays alone
  [[nodiscard]] std::string name_of(Day day) const;     // "春节", "" on an ordinary day
  [[nodiscard]] std::string notice_of(int year) const;  // "国办发明电〔2025〕7号", "" when none is known
  [[nodiscard]] const std::string& version() const { return version_; }
  // The n-th working day after `day` (7 working days to complete documents); `day` itself is not counted.
  [[nodiscard]] Day plus_working_days(Day day, int count) const;
  [[nodiscard]] std::vector<Day> working_days(Day first, Day last) const;

 private:
  struct Moved {
    bool working = false;
    std::string name;
  };
  std::map<Day, Moved> moved_;
  std::map<int, std::string> notices_;  // year: number of the notice
  std::string version_;
};

}  // namespace firsthour::playbooks
