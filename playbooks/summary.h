// SPDX-License-Identifier: Apache-2.0
// The summary of a period or of the whole service year, from a folder of cases: what each case says, checked
// first; the figures, each with the records it was counted from; the documents. A pure function of the first
// n events of each case and of the contract: the same gives the same bytes, in zh and in en.
//
// Drills are never counted as incidents. What is missing is listed, never filled in.
#pragma once

#include "casefile/case_verify.h"
#include "playbooks/contract.h"
#include "playbooks/deadlines.h"
#include "playbooks/incident.h"
#include "playbooks/report.h"
#include "playbooks/service_year.h"
#include "playbooks/words.h"

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

// A case as it was when it was read: what a report stands on.
struct CaseSource {
  std::string file;  // its folder's name within the cases' folder, "web01.case"
  std::string id, name;
  std::uint64_t events = 0;  // that were read
  std::string root;          // of the SHA-256 tree at that size, hex
  std::string key;           // fingerprint of the one that it was opened with
  auto operator<=>(const CaseSource&) const = default;
};

// What the events of a drill come to.
struct DrillOutcome {
  struct Improvement {
    std::string what, owner, due;
  };
  Words title;
  std::string form;  // "tabletop"
  std::optional<Instant> began, ended;
  bool turned_real = false;
  std::array<std::optional<double>, 9> scores;  // of form A.9; the mean where several people judged
  int met = 0, late = 0, missed = 0, open = 0;  // expectations
  double points = 0, of_points = 0;
  std::vector<Improvement> improvements;
};

// Whether a record of a drill means this case.
[[nodiscard]] bool names_case(const ServiceRecord& record, const CaseSource& source);

enum class CaseKind { incident, drill, service_year, other };

// What the summary takes from one case.
struct CaseExtract {
  CaseSource source;
  CaseKind kind = CaseKind::other;
  bool exercise = false, closed_cleanly = true;
  VerifyReport check;  // of the ledger, or of all with `full`
  std::optional<Incident> incident;
  std::uint64_t incident_event = 0;  // its newest version
  std::uint64_t items = 0, findings = 0, collections = 0, reverified = 0, objects_checked = 0, transfers = 0;
  std::map<std::string, std::uint64_t> severities;  // findings by severity
  std::vector<Deadline> clocks;                     // of the incident, at the end of the period
  std::optional<ServiceYear> year;
  std::optional<DrillOutcome> drill;
  Instant last;                     // time of the newest event read
  std::vector<std::string> unread;  // events that could not be understood
};

struct Left {
  std::string file, reason;
};

struct SummaryRequest {
  std::string folder;                       // of cases, *.case
  std::optional<ServiceContract> contract;  // else that of the service-year case
  std::string period;         // "": the service year; "M03" "Q2" "H1" "2026-10" "2026-01-01..2026-03-31"
  std::vector<Left> without;  // cases left out, with the reason; said on the first page
  bool full = false;          // every object is hashed
  std::map<std::string, std::uint64_t> sizes;  // events to read, by case id; a case not named: all it has
  bool only_named = false;  // of the folder only the cases named there; one that is missing is a bad case
  std::vector<std::string> trusted_keys;  // verifier keys; none: each ledger's own, which the report prints
  std::string tables;                     // folder of tables, "": built in
  std::string previous;                   // the JSON of the report before, "" when there is none
  unsigned threads = 0;                   // 0: as many as there are processors
  std::function<bool(std::uint64_t done, std::uint64_t all)> progress;  // false stops: `interrupted`
};

// A case that must not be counted: `tampered`, `broken` … by VerifyKind, or not readable.
struct BadCase {
  std::string file, what;
  std::optional<VerifyKind> kind;  // absent: could not be read
};

struct CaseFolder {
  std::vector<CaseExtract> cases;  // in order of their file names; without those left out
  std::vector<BadCase> bad;        // not empty: no summary is made of this folder
  std::vector<Left> left_out;
};
// Reads and checks all cases, on all cores. Fails when the folder cannot be read, or when it was interrupted.
[[nodiscard]] Result<CaseFolder> read_case_folder(const SummaryRequest& request);

// Where a number comes from: a record in a case. `summary_reference` numbers them from 1.
struct Reference {
  std::size_t source = 0;   // index into Summary::sources
  std::string record;       // "IR-2026-0007", "patrol-0031"
  std::uint64_t event = 0;  // its newest version
  Words what;
};

// One number with what it was counted from. `of` makes it a share: value of `of`.
struct Figure {
  std::optional<double> value;  // absent: cannot be said
  std::optional<std::uint64_t> of;
  int decimals = 0;
  std::vector<std::size_t> from;  // indices into Summary::references
};

enum class ClauseState { met, missed, unknown, running };

struct ClauseResult {
  std::string key, text;
  Words target, actual, why;  // `why`: what is missing, or which ones were late
  ClauseState state = ClauseState::unknown;
  std::vector<std::size_t> from;
};

struct Summary {
  ServiceContract contract;
  Period period;
  bool whole_year = true;
  std::vector<CaseSource> sources;
  std::vector<Left> left_out;
  std::vector<Reference> references;           // the incidents first, in their order
  std::vector<CaseExtract> incidents, drills;  // within the period, in order of time
  std::optional<ServiceYear> year;             // all of its records
  std::string year_file;                       // of the case that keeps it
  std::map<std::string, Figure> figures;       // by name: playbooks/SUMMARY.md
  std::vector<ClauseResult> clauses;
  std::vector<std::string> not_closed;  // files of cases whose ledger goes on after their last HEAD
  std::vector<std::string> unread;      // events that could not be understood
  bool full = false;                    // every object was hashed
  std::vector<Words> missing;           // before the report can be signed
  std::map<std::string, std::optional<double>> previous;  // figures of the report before
  std::string previous_name;
  Instant made;  // of the newest event read
};

// Without bad cases in the folder; `malformed` when there is no contract or the period is none.
[[nodiscard]] Result<Summary> summarise(CaseFolder folder, const SummaryRequest& request);

// A customer's Word file that is filled in, in the place of our own layout of the docx. "": none.
struct SummaryTemplate {
  std::string docx, name;  // the name stands in messages
};
// The documents, and "figures.json" beside them: every figure and all sources. Fails only on a template,
// whose broken or unknown placeholders are named with their places.
[[nodiscard]] Result<std::vector<OutputFile>> make_summary_report(const Summary& summary,
                                                                  const std::vector<Format>& formats,
                                                                  Language language,
                                                                  const SummaryTemplate& form = {});
// {"type":"summary-figures","contract":…,"period":…,"sources":[…],"figures":{…},"clauses":[…]}
[[nodiscard]] std::string figures_json(const Summary& summary);

}  // namespace firsthour::playbooks
