// SPDX-License-Identifier: Apache-2.0
// What the contract asks for and when, against what the service year holds: pure functions of the records,
// the calendar and a time. What is due: SERVICE_YEAR.md.
#pragma once

#include "playbooks/calendar.h"
#include "playbooks/service_year.h"
#include "playbooks/words.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class DueState {
  upcoming,  // its period has not begun
  due,       // its period runs, nothing is late
  overdue,   // not done, and past
  done,
  late,  // done after it was due
};
[[nodiscard]] std::string_view name_of(DueState state);
[[nodiscard]] const Words& words_of(DueState state);

struct ServiceDue {
  std::string clause;  // "patrol", "risk.monthly"
  std::string kind;    // of the records that fulfil it
  std::string period;  // "2026-10-12", "M03", "Q1", "Y"; the id of the record that is open
  Words what;
  Instant from, due;  // the period begins; the last moment
  DueState state = DueState::upcoming;
  std::vector<std::string> records;  // ids that fulfil it
  std::int64_t owed = 1;             // how many; fewer records than that are not done
};
// Of the whole year, by due time. Without a contract only what single records ask for.
[[nodiscard]] std::vector<ServiceDue> service_dues(const ServiceYear& year, const WorkingDays& calendar,
                                                   Instant now);

struct Span {
  Instant from, until;
};
// How the shifts of one watch cover it. `gaps` is empty where the watch is not around the clock.
struct WatchCover {
  Span whole;
  std::vector<const ServiceRecord*> shifts;  // by their beginning
  std::vector<Span> gaps, overlaps;
};
[[nodiscard]] WatchCover watch_cover(const ServiceYear& year, const ServiceRecord& watch);
// Days of all watches, each day of the calendar once.
[[nodiscard]] int watch_days(const ServiceYear& year);

enum class ClauseProgress { met, behind, open, unstated };
[[nodiscard]] std::string_view name_of(ClauseProgress standing);
[[nodiscard]] const Words& words_of(ClauseProgress standing);

// A clause at a time: what is owed, what was done, what shows it.
struct ClauseStanding {
  std::string clause;
  Words title, target, actual;
  ClauseProgress standing = ClauseProgress::open;
  std::vector<std::string> records;   // the evidence
  std::vector<std::string> breaches;  // records that are against the clause
};
[[nodiscard]] std::vector<ClauseStanding> clause_standings(const ServiceYear& year,
                                                           const WorkingDays& calendar, Instant now);

// A period by what people write: "M03", "Q1", "H1", "Y" of the contract; "2026-10", "2026-10-12" of the
// calendar. `usage` when it is none, or outside of the contract.
[[nodiscard]] Result<Period> period_named(const ServiceYear& year, std::string_view name);
// The day that a record is of: the one by which it falls into a period. Of an open follow-up its issue.
[[nodiscard]] std::optional<Day> day_of_record(const ServiceRecord& record);

}  // namespace firsthour::playbooks
