// SPDX-License-Identifier: Apache-2.0
// Papers of the service year: notices and register of follow-ups, patrol reports, rosters of watches.
#pragma once

#include "playbooks/reports/builders.h"
#include "playbooks/service_due.h"
#include "playbooks/service_year.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct ServicePapers {
  const ReportInput& input;
  const CaseReader& from;
  const ServiceYear& year;
};

// "follow-up", "patrol", "watch".
[[nodiscard]] bool is_service_report(std::string_view what);
// `period` as period_named() takes it; "": the day of the newest patrol. `usage` where the year has nothing
// of the kind.
[[nodiscard]] Result<std::vector<Document>> build_service_report(const ReportInput& input,
                                                                 const CaseReader& from,
                                                                 std::string_view what,
                                                                 std::string_view period);

// The register with answers, pictures and trail, then one notice for each unit that has something open.
[[nodiscard]] Result<std::vector<Document>> build_follow_ups(const ServicePapers& papers);
[[nodiscard]] Document build_patrol_report(const ServicePapers& papers, const Period& period);
[[nodiscard]] Document build_watch_roster(const ServicePapers& papers);

// Contract, customer, provider: what all papers of the year begin with.
[[nodiscard]] Facts contract_facts(const ServicePapers& papers);
[[nodiscard]] std::string value_text(const ServicePapers& papers, const ServiceRecord& record,
                                     std::string_view field);
[[nodiscard]] Line value_of(const ServicePapers& papers, const ServiceRecord& record, std::string_view field);
[[nodiscard]] std::string minute_text(Instant time);  // "2026-11-22 13:37", Beijing time
// The PNG and JPEG items that the field names; what is none of these is named by its id.
void add_pictures(const ServicePapers& papers, const ServiceRecord& record, std::string_view field,
                  Document& document);

}  // namespace firsthour::playbooks
