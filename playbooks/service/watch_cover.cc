// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_due.h"

#include <algorithm>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr int kMostDays = 4000;  // a hostile record may name a thousand years

Span whole_of(const ServiceRecord& watch) {
  const auto first = watch.day("first"), last = watch.day("last");
  Span whole{};
  if (!first || !last || *last < *first) return whole;
  whole.from = watch.time("from").value_or(start_of(*first));
  whole.until = watch.time("until").value_or(start_of(plus_days(*last, 1)));
  return whole;
}

}  // namespace

WatchCover watch_cover(const ServiceYear& year, const ServiceRecord& watch) {
  WatchCover cover;
  cover.whole = whole_of(watch);
  for (const ServiceRecord* shift : year.of("shift"))
    if (shift->text("watch") == watch.id && shift->time("from") && shift->time("until") &&
        *shift->time("from") < *shift->time("until"))
      cover.shifts.push_back(shift);
  std::stable_sort(cover.shifts.begin(), cover.shifts.end(),
                   [](const auto* a, const auto* b) { return *a->time("from") < *b->time("from"); });
  Instant covered = cover.whole.from;
  const bool around = watch.truth("around_the_clock").value_or(false);
  bool any = false;
  for (const ServiceRecord* shift : cover.shifts) {
    const Instant from = *shift->time("from"), until = *shift->time("until");
    if (any && from < covered) cover.overlaps.push_back({from, std::min(until, covered)});
    if (around && covered < from && covered < cover.whole.until)
      cover.gaps.push_back({covered, std::min(from, cover.whole.until)});
    covered = std::max(covered, until);
    any = true;
  }
  if (around && covered < cover.whole.until) cover.gaps.push_back({covered, cover.whole.until});
  return cover;
}

int watch_days(const ServiceYear& year) {
  std::set<Day> days;
  for (const ServiceRecord* watch : year.of("watch")) {
    const auto first = watch->day("first"), last = watch->day("last");
    if (!first || !last) continue;
    const int count = std::min(days_between(*first, *last), kMostDays);
    for (int i = 0; i <= count; ++i) days.insert(plus_days(*first, i));
  }
  return static_cast<int>(days.size());
}

}  // namespace firsthour::playbooks
