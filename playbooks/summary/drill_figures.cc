// SPDX-License-Identifier: Apache-2.0
// Drills: those of the service year's records, and cases marked as practice that no record names.
#include "playbooks/service_due.h"
#include "playbooks/summary/counting.h"

namespace firsthour::playbooks {
namespace {

// Of the drills' own cases: what was expected and came, and what is to be improved.
void count_outcomes(SummaryCount& count) {
  for (const CaseExtract& one : count.summary().drills) {
    if (!one.drill) continue;
    const std::size_t reference = count.refer(one);
    const auto add = [&](const char* name, double value) {
      Figure& figure = count.figure(name);
      figure.value = figure.value.value_or(0) + value;
      figure.from.push_back(reference);
    };
    add("drills.expectations.met", one.drill->met);
    add("drills.expectations.late", one.drill->late);
    add("drills.expectations.missed", one.drill->missed);
    add("drills.improvements", static_cast<double>(one.drill->improvements.size()));
  }
}

}  // namespace

bool names_case(const ServiceRecord& record, const CaseSource& source) {
  const std::string& named = record.text("case");
  return !named.empty() && (named == source.file || named == source.id || named == source.name ||
                            named + ".case" == source.file);
}

void count_drills(SummaryCount& count) {
  Summary& summary = count.summary();
  std::vector<std::size_t> drills;
  std::vector<const ServiceRecord*> records;
  if (summary.year)
    for (const ServiceRecord* record : summary.year->of("drill"))
      if (const auto day = day_of_record(*record); day && summary.period.holds(*day)) {
        records.push_back(record);
        drills.push_back(count.refer(*record));
      }
  for (const CaseExtract& one : summary.drills) {
    bool named = false;
    for (const ServiceRecord* record : records) named = named || names_case(*record, one.source);
    if (!named) drills.push_back(count.refer(one));
  }
  count.count_from("drills", std::move(drills));
  count_outcomes(count);
}

}  // namespace firsthour::playbooks
