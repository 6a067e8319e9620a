// SPDX-License-Identifier: Apache-2.0
// What a report knows: gathered in one pass over the case's first n events and the items they brought.
// Bodies are written by other parts, perhaps of another release: a missing or wrongly typed field is an
// empty value here, which documents print as a blank. The keys read are listed in playbooks/README.md.
#pragma once

#include "casefile/case.h"
#include "casefile/custody_state.h"
#include "playbooks/incident.h"
#include "playbooks/reports/told_origin.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

// How one source of a collection ended (outcome.json).
struct SourceRun {
  std::string name, outcome, reason;
  std::uint64_t records = 0, items = 0, bytes = 0;
  std::uint64_t milliseconds = 0;
  std::optional<Instant> started, finished;  // from the items that carry the source's name
};

// A collection as it was received: one output volume.
struct Volume {
  std::string collection;   // "c1"
  std::uint64_t event = 0;  // the newest that says something of it
  std::string name;         // of the file that was taken in
  std::string host, profile, tool, tool_sha256, root, medium, allow_local, sha256, sm3;
  std::uint64_t bytes = 0, items = 0;
  std::optional<bool> whole, tampered, as_expected;
  std::vector<std::string> problems;
  std::vector<std::string> not_run, left_out;  // sources not reached; plan entries above the profile
  std::uint64_t problems_total = 0;
  std::string stopped;  // why reading was given up, "" when it was not
  Instant received;
  std::optional<Instant> started, finished;
  std::vector<SourceRun> sources;
  std::map<std::string, std::uint64_t> kinds;  // items by kind, from the item records
};

struct UsedTool {
  std::string name, sha256;
};

struct NotLooked {
  std::string item, path, reason;
};

struct TriageRun {
  Instant at;
  std::uint64_t items = 0, bytes = 0, records = 0, yara_rules = 0, sigma_rules = 0;
  std::string rules_digest;
  std::vector<NotLooked> not_scanned;
  std::uint64_t not_scanned_total = 0, unknown_total = 0;
  std::vector<std::string> unknown, rule_problems;
};

struct Doing {
  Instant at;
  std::string actor, type, what, result, why, command, effect, rollback;
};

struct SourceCount {
  std::uint64_t items = 0, incomplete = 0, bytes = 0;
};

struct Incomplete {
  std::string item, source, path, outcome, reason;
};

struct CaseFacts {
  std::string name, id;
  std::vector<CaseKey> keys;  // that sign, in the order in which the ledger names them
  bool exercise = false;
  std::optional<Instant> opened;
  std::uint64_t events = 0;
  Instant last{};  // time of the last event read
  Answers answers;
  std::optional<ServiceContract> contract;  // that the case carries
  bool authorised = false;
  Incident incident;
  bool has_incident = false;
  std::vector<Volume> volumes;
  std::vector<Finding> findings;
  std::optional<Instant> first_finding;  // when it was written into the ledger
  std::vector<TriageRun> triage;
  std::vector<ToldOrigin> origins;  // where findings came from; of each thing the newest
  std::vector<Doing> doings;        // actions, decisions
  std::vector<UsedTool> tools;
  Custody custody;
  [[nodiscard]] const ServiceContract* agreed() const { return contract ? &*contract : nullptr; }
  std::vector<std::string> unread;  // events that could not be understood

  std::uint64_t items = 0, item_bytes = 0;
  std::map<std::string, SourceCount> sources;
  std::map<std::string, std::uint64_t> outcomes;
  std::vector<Incomplete> incomplete;  // the first 300
  std::uint64_t incomplete_total = 0;
  std::vector<CaseItem> record_files;  // kind "records"
  std::vector<CaseItem> dated_files;   // those with a time that belong on a time line
};

// The first `upto` events (0: all).
[[nodiscard]] Result<CaseFacts> gather_facts(const CaseReader& from, std::uint64_t upto);

}  // namespace firsthour::playbooks
