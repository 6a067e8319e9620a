// SPDX-License-Identifier: Apache-2.0
// What the papers of an incident are made from, and the parts that they share.
#pragma once

#include "playbooks/case_known.h"
#include "playbooks/classification.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/reports/builders.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct IncidentInput {
  const ReportInput& report;
  Classification tables;
  std::vector<KnownValue> known;
  std::vector<IncidentVersion> history;

  [[nodiscard]] const Incident& incident() const { return report.facts.incident; }
  [[nodiscard]] Say say() const { return {report.language}; }
};

// `tables_folder` as in Classification::load().
[[nodiscard]] Result<IncidentInput> gather_incident(const CaseReader& from, const ReportInput& report,
                                                    const std::string& tables_folder);

// Incident papers by name: "incident-record", "a7-sheet", "initial-report", "follow-up-report",
// "final-report"; nullopt for any other.
[[nodiscard]] std::optional<Document> build_incident_paper(std::string_view name, const IncidentInput& input);
[[nodiscard]] const std::vector<std::string_view>& incident_papers();
[[nodiscard]] Document build_incident_record(const IncidentInput& input);
[[nodiscard]] Document build_a7_sheet(const IncidentInput& input);
[[nodiscard]] Document build_first_report(const IncidentInput& input);
[[nodiscard]] Document build_follow_up(const IncidentInput& input);
[[nodiscard]] Document build_final_report(const IncidentInput& input);

// The value that people gave, or a blank; what the case knows of the field stands beside it.
[[nodiscard]] Line field_line(const IncidentInput& input, const TextField& field);
[[nodiscard]] Facts field_rows(const IncidentInput& input, std::initializer_list<std::string_view> names);
[[nodiscard]] Line time_line_of(const std::optional<Instant>& time);
// Name and value of the class, with what was not checked.
void add_class_and_grade(const IncidentInput& input, Document& document);
[[nodiscard]] Table action_table(const IncidentInput& input);
[[nodiscard]] Table notice_table(const IncidentInput& input);
[[nodiscard]] Table corrective_table(const IncidentInput& input);
[[nodiscard]] Table change_table(const IncidentInput& input, const std::vector<IncidentVersion>& versions);
// Contradictions as warnings, then what is missing.
void add_gaps(const IncidentInput& input, Document& document);
// "一、", "二、"… or "1 ", "2 "…
[[nodiscard]] std::string numbered(const Say& say, int number, std::string_view zh, std::string_view en);

}  // namespace firsthour::playbooks
