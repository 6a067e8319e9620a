// SPDX-License-Identifier: Apache-2.0
// Triage: evidence in, findings out. Reads a case (or a path), never changes evidence, never touches a
// host. What was not looked at, and why, is part of the answer.
#pragma once

#include "casefile/case.h"
#include "casefile/finding.h"
#include "casefile/result.h"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

struct NotScanned {
  std::string item;    // case item id or path
  std::string path;    // display form
  std::string reason;  // "larger than 512 MiB", "timed out after 60 s", "no content: denied"
};

struct RuleProblem {
  std::string file;
  int line = 0;
  std::string what;
};

// A finding that the allow-list covers, and why.
struct Allowed {
  Finding finding;
  std::string reason;
};

// What all findings in one target weigh together, 0 to 100: 100·(1 − ∏(1 − sᵢ/100/2ⁱ)) over the falling
// scores, as Loki combines them. What the allow-list covers weighs nothing.
struct TargetScore {
  std::string item, path;
  double score = 0;
};

struct TriageReport {
  std::uint64_t items = 0, records = 0, log_entries = 0;  // items whose content was matched; records judged
  std::uint64_t bytes = 0;                                // of these items
  std::vector<Finding> findings;                          // most severe first, then by rule and target
  std::vector<Allowed> allowed;
  std::vector<TargetScore> scores;  // of targets with findings in their bytes, the highest first
  // Of findings in bytes, by their ids: the SHA-256 of the content, "" in a capture's traffic; the way to it
  // within the item, "" for the item's own bytes, else "!/a.zip!/b.php"; the target's own name, to be shown;
  // and what the rule says it weighs, 0 when it says nothing.
  struct Place {
    std::string sha256, way, target;
    std::uint64_t score = 0;
  };
  std::map<std::string, Place> place_of;
  std::vector<NotScanned> not_scanned;
  std::vector<RuleProblem> rule_problems;  // a bad file costs only itself
  std::vector<RuleProblem> slow_rules;     // what the compiler warns of
  std::string no_journal;  // why the run could not be gone on with, had it been killed; "" when it could
  std::vector<std::string> unknown;  // checks that could not be made, and why: never a finding
  std::uint64_t yara_rules = 0, sigma_rules = 0, indicators = 0;
  std::string rules_digest;  // SHA-256 over the digests of all rule and indicator files used, Sigma first
};

// How far a run is.
struct RunProgress {
  std::uint64_t done = 0, all = 0;              // targets
  std::uint64_t done_bytes = 0, all_bytes = 0;  // their sizes
};

struct TriageOptions {
  std::vector<std::string> yara;            // files or folders
  std::vector<std::string> sigma;           // files or folders
  std::vector<std::string> sigma_mappings;  // which logs a rule's source means; none: no log is read
  std::string zone;                         // of wall clocks in logs, "" as collected, else UTC
  std::string placeholders;                 // a file of values for %placeholders% in rules, "" for none
  std::vector<std::string> indicators;      // lists, STIX, MISP; files or folders
  std::vector<std::string> allow;           // allow-lists (allow_list.h)
  std::vector<std::string> known_good;      // sets made by build_known_good, or lists of digests
  // The folder with the tables of network findings, as TrafficOptions::data; "": captures are not read.
  std::string network;
  unsigned jobs = 0;  // 0: as many as cores
  std::chrono::seconds item_timeout{60};
  std::uint64_t largest_file = 512ull << 20;
  // The folder for the journal of a run that is not over, and whether to go on with the one of the same run.
  // "": no journal.
  std::string journal_folder;
  bool resume = false;
  std::function<bool(const RunProgress&)> progress;  // about five times a second; false stops
};

// Checks over host records (Sigma rules as data, joins as computed fields). Fed while a collection comes, so
// that the first findings are on the screen before it ends. Not thread-safe.
class HostChecks {
 public:
  // Loads rules; problems in single files are in rule_problems(), not a failure. not_found when a folder is
  // missing.
  [[nodiscard]] static Result<std::unique_ptr<HostChecks>> load(const std::vector<std::string>& sigma);
  virtual ~HostChecks() = default;
  // Takes what is of use (records, persistence files, …) and ignores the rest.
  virtual Result<> take(const CaseItem& item, const CaseReader& from) = 0;
  // Over all that was taken so far.
  [[nodiscard]] virtual std::vector<Finding> findings() const = 0;
  [[nodiscard]] virtual std::vector<std::string> unknown() const = 0;
  [[nodiscard]] virtual const std::vector<RuleProblem>& rule_problems() const = 0;
  [[nodiscard]] virtual std::uint64_t rule_count() const = 0;
  // SHA-256 over the digests of the rule files in use, in order of their names.
  [[nodiscard]] virtual std::string rules_digest() const = 0;
};

// The whole case: host checks and YARA, in parallel. Only malformed input of ours is an error.
[[nodiscard]] Result<TriageReport> triage_case(const CaseReader& from, const TriageOptions& options);
// Items of a collection, while it comes through a pipe: files, programs, memory of processes. Host records
// are not judged; nothing is written.
[[nodiscard]] Result<TriageReport> triage_stream(ByteSource& from, const TriageOptions& options);
// Files and folders outside a case.
[[nodiscard]] Result<TriageReport> triage_paths(const std::vector<std::string>& paths,
                                                const TriageOptions& options);

// A content inside an item, taken out again by a worker in its sandbox.
struct TakenOut {
  std::string item, way;
  std::string bytes;
  std::string reason;  // why there are none; "" when they are there
};
// The items are read, and nothing else; one answer for each request, in their order.
[[nodiscard]] Result<std::vector<TakenOut>> take_out(const CaseReader& from, std::vector<TakenOut> requests,
                                                     const TriageOptions& options);

// Joins two reports made with the same rules.
void add(TriageReport more, TriageReport& to);

// Most severe first; at equal severity those on running things, then by rule and path.
void rank(std::vector<Finding>& findings);

[[nodiscard]] std::string as_sarif(const TriageReport& report, std::string_view tool_version);

}  // namespace firsthour::triage
