// SPDX-License-Identifier: Apache-2.0
// Drills: those of the service year's records, and cases marked as practice that no record names.
#include "playbooks/service_due.h"
#include "playbooks/summary/counting.h"

namespace firsthour::playbooks {
namespace {

bool names_case(const ServiceRecord& record, const CaseSource& source) {
  const std::string& named = record.text("case");
  return !named.empty() && (named == source.file || named == source.id || named == source.name ||
                            named + ".case" == source.file);
}

}  // namespace

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
}

}  // namespace firsthour::playbooks
