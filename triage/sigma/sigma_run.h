// SPDX-License-Identifier: Apache-2.0
// Rules over the entries of logs. Entries are taken in any order, in one process or in several: what a worker
// took is told() to the one that heard() it all and finishes. Findings do not depend on how the logs were
// shared out, as long as they are heard in the same order. Not thread-safe.
#pragma once

#include "casefile/finding.h"
#include "casefile/result.h"
#include "triage/sigma/correlator.h"
#include "triage/sigma/log_mapping.h"
#include "triage/sigma/sigma_rules.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace firsthour::triage::sigma {

struct SigmaOutcome {
  std::vector<Finding> findings;  // not ranked
  // What was not looked for, and why; one sentence for each reason and rule.
  std::vector<std::string> unknown;
  std::uint64_t events = 0, matched_events = 0;
  std::uint64_t rules_used = 0;       // rules that met at least one event
  std::uint64_t rules_no_log = 0;     // their source is known here, but no such log was read
  std::uint64_t rules_no_source = 0;  // no log that is read here is their source
};

class SigmaRun {
 public:
  // Findings of one rule; what comes after is counted.
  static constexpr std::uint64_t kMostPerRule = 500;

  // `rules` lives longer.
  explicit SigmaRun(const SigmaRules& rules);

  // `time`: nullopt when the entry has none; correlations then leave it out and say so.
  void take(const Event& event, const EventSource& source, std::optional<Instant> time,
            const EventPlace& place);

  // Everything taken so far, for another run over the same rules; this one is empty again.
  [[nodiscard]] std::string tell();
  // malformed when the bytes are not what tell() made.
  Result<> hear(std::string_view told);

  // Ends the run.
  [[nodiscard]] SigmaOutcome finish();

 private:
  struct Hit {
    std::uint32_t rule = 0;
    std::string item, host, path, why, why_zh, key;
    std::vector<FindingMatch> matches;
  };
  struct StreamState {
    std::uint64_t events = 0;
    RuleIndex::State index;
    std::vector<bool> seen;  // heard from others
  };

  void match(std::uint32_t stream, const Event& event, std::optional<Instant> time, const EventPlace& place);
  void hit(std::uint32_t rule, const Event& event, std::optional<Instant> time, const EventPlace& place);
  void keep(Hit hit);
  [[nodiscard]] bool seen(std::uint32_t stream, std::string_view field) const;
  [[nodiscard]] Finding finding_of(const Hit& hit) const;
  [[nodiscard]] Finding finding_of(const CorrelatedEvents& events) const;
  void say_what_was_not_looked_for(SigmaOutcome& into) const;
  [[nodiscard]] std::string missing_fields(std::uint32_t rule) const;
  void add_correlated(SigmaOutcome& into);

  const SigmaRules* rules_;
  Correlator correlator_;
  std::vector<StreamState> streams_;
  std::vector<std::uint64_t> hits_of_;  // by rule, those beyond the bound too
  std::vector<Hit> hits_;
  std::unordered_set<std::string> keys_;             // of findings that are made once
  std::vector<std::uint32_t> belongs_to_, matched_;  // streams of the event at hand, and rules it matched
  Event renamed_, shown_;
  std::uint64_t events_ = 0, matched_events_ = 0;
};

}  // namespace firsthour::triage::sigma
