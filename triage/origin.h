// SPDX-License-Identifier: Apache-2.0
// Where an intrusion came from: from a finding the chain back, over files, requests, processes, logins and
// addresses, as far as the evidence of the case goes and no farther. Each step says on what it stands and
// whether that proves it (ORIGIN.md). Reads; changes nothing. The same case gives the same chains.
//
// Not to be confused with where a printed report comes from (cli/report_origin.h).
#pragma once

#include "casefile/case.h"
#include "casefile/finding.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "triage/triage.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

// `proved`: an identifier is equal (process number and start, path below a web root, session, key, both ends
// of a connection). `likely`: only nearness in time, or a name.
enum class OriginStrength { likely, proved };
[[nodiscard]] std::string_view name_of(OriginStrength s);  // "likely", "proved"

enum class OriginKind { file, request, address, login, process, connection, key, entry };
[[nodiscard]] std::string_view name_of(OriginKind k);  // "file", "request", …

struct OriginText {
  std::string en, zh;
};

// Where in the evidence: an item, and the line (in binary logs the record) and byte offset in it; 0 and 0 for
// the item as a whole.
struct OriginPlace {
  std::string item, path;
  std::uint64_t line = 0, offset = 0;
};

struct OriginNode {
  OriginKind kind = OriginKind::file;
  std::string label;  // "203.0.113.5", "/var/www/html/x.php", "pid 812 sh": display form, cut
  std::string host;
  OriginText note;                     // what is known of it, in sentences; "" for nothing more
  std::optional<Instant> first, last;  // seen
  std::string basis;                   // of these times, as in the timeline: "stated", "zone-assumed", …
  std::vector<OriginPlace> places;     // at most 8
};

struct OriginEdge {
  std::size_t from = 0, to = 0;  // nodes; `from` came first
  std::string relation;          // "sent" "brought" "used" "started" "opened" "logged-in" "connected" …
  OriginStrength strength = OriginStrength::likely;
  bool leads_back = true;  // false: shows what came of it, not where it came from
  OriginText why;
  std::optional<Instant> time;
  std::string basis;
  OriginPlace place;
};

// Where a chain stops, and why.
struct OriginGap {
  std::string code;  // "no-access-log" "several-fit" …
  OriginText why;
};

struct OriginChain {
  std::vector<std::string> findings;  // ids that stand on the same thing, the most severe first
  std::string rule, host;             // of the first
  OriginText title;
  Severity severity = Severity::info;
  std::vector<OriginNode> nodes;  // the first is what the findings stand on
  std::vector<OriginEdge> edges;
  std::vector<OriginGap> gaps;
  std::optional<std::size_t> source;  // the address it came from; absent: not found, or several fit
  OriginStrength strength = OriginStrength::likely;  // of the weakest step on the way there
  OriginText paragraph;
};

struct OriginReport {
  std::vector<OriginChain> chains;  // most severe first
  std::uint64_t findings = 0;       // looked at
  std::uint64_t not_traced = 0;     // of these, on nothing that has an origin (a setting, a whole host)
  std::uint64_t left_out = 0;       // beyond kMostOriginChains
  std::vector<NotScanned> not_read;
  std::vector<std::string> unknown;  // bounds that were met
  std::vector<std::string> zones;    // "PATH: assumed +08:00 from …"
};

inline constexpr std::size_t kMostOriginChains = 20;

struct OriginOptions {
  std::string scratch_folder = "/tmp";
  std::uint64_t largest_log = std::uint64_t{4} << 30;
  std::string zone;                      // of hosts whose own is not in the case
  std::string finding;                   // only this one: its id, or the beginning of it; "" for all
  Severity at_least = Severity::medium;  // of findings, when none is named
  std::function<bool(std::uint64_t items, std::uint64_t bytes)> progress;  // false stops: `interrupted`
};

// Of the findings that the ledger holds. not_found when the one that was named is not among them.
[[nodiscard]] Result<OriginReport> trace_origin(const CaseReader& from, const OriginOptions& options);
// Of these findings.
[[nodiscard]] Result<OriginReport> trace_origin(const CaseReader& from, const std::vector<Finding>& findings,
                                                const OriginOptions& options);

// ORIGIN.md has the keys. At most 60 KiB: one event of the ledger holds a chain.
[[nodiscard]] Json to_json(const OriginChain& chain);
// A graph for Graphviz.
[[nodiscard]] std::string as_dot(const OriginReport& report);

}  // namespace firsthour::triage
