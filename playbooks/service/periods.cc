// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "playbooks/service_due.h"

#include <array>

namespace firsthour::playbooks {

Result<Period> period_named(const ServiceYear& year, std::string_view name) {
  if (const auto day = parse_day(name)) return Period{std::string{name}, *day, *day};
  if (const auto first = parse_day(std::string{name} + "-01"))
    return Period{std::string{name}, *first, plus_days(plus_months(*first, 1), -1)};
  if (year.has_contract) {
    std::vector<Period> periods = months_of(year.contract);
    for (const auto& more : {quarters_of(year.contract), halves_of(year.contract)})
      periods.insert(periods.end(), more.begin(), more.end());
    periods.push_back(year_of(year.contract));
    for (Period& period : periods)
      if (period.name == name) return std::move(period);
  }
  return fail(Errc::usage, "no period '" + escape_for_terminal(name.substr(0, 32)) +
                               "' (M01 to M12, Q1 to Q4, H1, H2, Y of the contract; 2026-10; 2026-10-12)");
}

std::optional<Day> day_of_record(const ServiceRecord& record) {
  static constexpr std::array<std::string_view, 12> kDays{
      "day",       "last",         "time",     "start",     "from",  "called",
      "issued_at", "consented_at", "finished", "requested", "dated", "permitted_at"};
  for (const std::string_view field : kDays) {
    if (const auto day = record.day(field)) return day;
    if (const auto time = record.time(field)) return day_of(*time);
  }
  return std::nullopt;
}

}  // namespace firsthour::playbooks
