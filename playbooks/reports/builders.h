// SPDX-License-Identifier: Apache-2.0
// From facts to documents: one function a kind of document.
#pragma once

#include "playbooks/deadlines.h"
#include "playbooks/reports/case_facts.h"
#include "playbooks/reports/document.h"
#include "playbooks/reports/form_history.h"
#include "playbooks/reports/form_pack.h"
#include "playbooks/reports/host_facts.h"

#include <string>
#include <string_view>

namespace firsthour::playbooks {

struct ReportInput {
  const CaseFacts& facts;
  Language language;
  std::string_view checkpoint;           // signed note, "" when there is none
  std::string annex_name, annex_sha256;  // of the per-file list, "" when it was not made
  const DutyTable* duties = nullptr;     // null: no clocks are printed
};

// Chinese or English.
struct Say {
  Language language;
  [[nodiscard]] std::string operator()(std::string_view zh, std::string_view en) const {
    return std::string{language == Language::zh ? zh : en};
  }
};

// Title, running header, exercise mark and origin: what all documents of a case have in common.
[[nodiscard]] Document start_document(const ReportInput& input, std::string name, std::string title);
// The checkpoint as text and QR code, and the key; or a note that there is none.
void add_checkpoint(const ReportInput& input, Document& document);
// The same without the key.
void add_seal(const ReportInput& input, Document& document);
// The way to the site: bar, times, contradictions; then every clock.
void add_on_site_clock(const ReportInput& input, Document& document);
// Every clock: clause, parties, from, due, actual, result, reason.
void add_deadlines(const ReportInput& input, Document& document);
[[nodiscard]] std::string severity_word(Severity severity, Language language);
[[nodiscard]] std::string outcome_word(std::string_view outcome, Language language);
// Offsets of clocks: "+1.250 s".
[[nodiscard]] std::string offset_text(std::int64_t nanoseconds);

[[nodiscard]] Document build_form(const ReportInput& input, const FormPack& pack,
                                  const std::vector<HostFacts>& hosts, const FormHistory& history);
// "… （2016-10-01 起施行）；…": what applies to the capacity, or everything when it is unstated.
[[nodiscard]] std::string basis_text(const FormPack& pack, Capacity capacity);
[[nodiscard]] Document build_case_report(const ReportInput& input, const std::vector<HostFacts>& hosts);
// Every event of the case: sequence, time, type, actor.
[[nodiscard]] Result<Document> build_custody(const ReportInput& input, const CaseReader& from);

// The per-file list as CSV (RFC 4180, UTF-8 with a byte order mark, which spreadsheets need): one row an
// item, times in UTC; of a supplement only what came after the list it goes on from. A cell that a
// spreadsheet would take for a formula is preceded by an apostrophe.
[[nodiscard]] Result<std::string> annex_csv(const CaseReader& from, std::uint64_t events,
                                            const Supplement* supplement = nullptr);

}  // namespace firsthour::playbooks
