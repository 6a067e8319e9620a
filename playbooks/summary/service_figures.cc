// SPDX-License-Identifier: Apache-2.0
// What the records of the service year within the period add up to.
#include "playbooks/service_due.h"
#include "playbooks/summary/counting.h"

#include <set>

namespace firsthour::playbooks {
namespace {

class Service {
 public:
  Service(SummaryCount& count, Instant at) : count_{count}, year_{*count.summary().year}, at_{at} {}

  void run() {
    for (const ServiceRecord& record : year_.records) {
      // A record that says no day is of the day on which it was written down.
      const Day day = day_of_record(record).value_or(day_of(record.recorded));
      if (!count_.summary().period.holds(day)) continue;
      records_[record.kind].push_back(&record);
    }
    for (const ServiceKind& kind : service_kinds())
      count_.count_from("service." + std::string{kind.name}, refer_all(records_[std::string{kind.name}]));
    trainings();
    watches();
    follow_ups();
    by_text("hardening", "state");
    by_text("plan", "cause");
    by_text("test", "method");
    discoveries();
    dues();
    breaches();
  }

 private:
  std::vector<std::size_t> refer_all(const std::vector<const ServiceRecord*>& records) {
    std::vector<std::size_t> references;
    for (const ServiceRecord* record : records) references.push_back(count_.refer(*record));
    return references;
  }

  void by_text(const std::string& kind, const char* field) {
    for (const ServiceRecord* record : records_[kind])
      if (!record->text(field).empty())
        count_.count("service." + kind + "." + record->text(field), count_.refer(*record));
  }

  void trainings() {
    Figure& people = count_.figure("service.training.people");
    people.value = 0;
    for (const ServiceRecord* record : records_["training"]) {
      people.value = *people.value + static_cast<double>(record->number("people").value_or(0));
      people.from.push_back(count_.refer(*record));
    }
  }

  // Each day of the calendar once, however many watches fall on it; only days of the period.
  void watches() {
    std::set<Day> days;
    std::vector<std::size_t> references;
    std::uint64_t gaps = 0;
    const Period& period = count_.summary().period;
    for (const ServiceRecord* watch : year_.of("watch")) {
      const auto first = watch->day("first"), last = watch->day("last");
      if (!first || !last || *last < *first || days_between(*first, *last) > 400) continue;
      bool inside = false;
      for (Day day = *first; day <= *last; day = plus_days(day, 1))
        if (period.holds(day)) inside = true, days.insert(day);
      if (!inside) continue;
      references.push_back(count_.refer(*watch));
      gaps += watch_cover(year_, *watch).gaps.size();
    }
    count_.figure("service.watch.days") = {static_cast<double>(days.size()), std::nullopt, 0, references};
    count_.figure("service.watch.gaps") = {static_cast<double>(gaps), std::nullopt, 0, references};
  }

  void follow_ups() {
    std::vector<std::size_t> closed, open, again;
    for (const ServiceRecord* record : records_["follow-up"]) {
      const std::size_t ref = count_.refer(*record);
      (record->text("state") == "closed" ? closed : open).push_back(ref);
      if (!record->text("recurrence_of").empty()) again.push_back(ref);
    }
    const std::uint64_t n = records_["follow-up"].size();
    count_.share("service.follow-up.closed", closed, n);
    count_.count_from("service.follow-up.open", open);
    count_.count_from("service.follow-up.recurred", again);
    by_text("follow-up", "source");
    by_text("follow-up", "severity");
  }

  void discoveries() {
    std::vector<std::size_t> found, repaired;
    for (const ServiceRecord* record : records_["discovery"]) {
      if (!record->truth("found").value_or(false)) continue;
      found.push_back(count_.refer(*record));
      if (record->day("repaired")) repaired.push_back(count_.refer(*record));
      count_.count("service.discovery.found." + record->text("category"), count_.refer(*record));
    }
    const std::uint64_t n = found.size();
    count_.count_from("service.discovery.found", std::move(found));
    count_.share("service.discovery.repaired", std::move(repaired), n);
  }

  // By clause and kind: what fell due within the period, and how it went.
  void dues() {
    for (const ServiceDue& due : service_dues(year_, WorkingDays::built_in(), at_)) {
      if (!count_.summary().period.holds(day_of(due.due))) continue;
      const std::string name = "due." + due.clause + "." + due.kind + "." + std::string{name_of(due.state)};
      Figure& figure = count_.figure(name);
      figure.value = figure.value.value_or(0) + 1;
      for (const std::string& id : due.records)
        if (const ServiceRecord* record = year_.find(id)) figure.from.push_back(count_.refer(*record));
    }
  }

  void breaches() {
    std::vector<std::size_t> against;
    for (const auto& [kind, records] : records_)
      for (const ServiceRecord* record : records)
        for (const ServiceProblem& problem : problems_in(year_, *record))
          if (problem.kind == ProblemKind::breach) {
            against.push_back(count_.refer(*record));
            break;
          }
    count_.count_from("service.breaches", std::move(against));
  }

  SummaryCount& count_;
  const ServiceYear& year_;
  Instant at_;
  std::map<std::string, std::vector<const ServiceRecord*>> records_;  // within the period, by kind
};

}  // namespace

void count_service(SummaryCount& count, Instant at) {
  if (count.summary().year) Service{count, at}.run();
}

}  // namespace firsthour::playbooks
