// SPDX-License-Identifier: Apache-2.0
// HostChecks over Sigma rules. Records that nothing joins are matched while they pass and forgotten, so that
// a walk of millions of files needs no memory; processes, sockets, users, modules and keys are kept as their
// lines until somebody asks, and matched with what the others say of them.
#pragma once

#include "triage/host/field_catalogue.h"
#include "triage/sigma/rule_set.h"
#include "triage/sigma/sigma_run.h"
#include "triage/triage.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace firsthour::triage {

// Findings so far; at most kMostPerRule of a rule, the rest is counted.
class FindingList {
 public:
  static constexpr std::size_t kMostPerRule = 500;

  // `key` tells apart what is one finding for the rule ("" : every event is its own).
  void add(Finding finding, const std::string& key);
  [[nodiscard]] const std::vector<Finding>& all() const { return findings_; }
  [[nodiscard]] const std::map<std::string, std::uint64_t>& left_out() const { return left_out_; }

 private:
  std::vector<Finding> findings_;
  std::set<std::string> ids_, keys_;
  std::map<std::string, std::uint64_t> per_rule_, left_out_;
};

// Processes and sockets as rules over logs know them (`product: linux, category: process_creation`): told to
// a run over the same rules.
struct RecordsAsEntries {
  std::string told;  // SigmaRun::tell
  std::uint64_t records = 0;
};

class SigmaHostChecks final : public HostChecks {
 public:
  explicit SigmaHostChecks(sigma::RuleSet rules) : rules_{std::move(rules)} {}

  Result<> take(const CaseItem& item, const CaseReader& from) override;
  [[nodiscard]] std::vector<Finding> findings() const override;
  [[nodiscard]] std::vector<std::string> unknown() const override;
  [[nodiscard]] const std::vector<RuleProblem>& rule_problems() const override { return rules_.problems(); }
  [[nodiscard]] std::uint64_t rule_count() const override { return rules_.rules().size(); }
  [[nodiscard]] std::string rules_digest() const override;
  [[nodiscard]] RecordsAsEntries as_entries(const sigma::SigmaRules& rules) const;

 private:
  // A record that waits for others.
  struct Kept {
    std::string service, item, line;
    std::uint64_t offset = 0;
  };
  // What came from one host in one collection.
  struct HostRecords {
    std::string host;
    std::vector<Kept> kept;
    std::set<std::string, std::less<>> services;  // of which records came, even none in a file
    std::optional<Instant> collected;
    std::uint64_t without_executable = 0;
  };
  // Where an event stands.
  struct Place {
    std::string_view service, item, host, path, line;
    std::uint64_t offset = 0, length = 0;
  };

  HostRecords& host_of(const CaseItem& item);
  Result<> take_records(const CaseItem& item, const CaseReader& from);
  void take_record(std::string_view service, const CaseItem& item, HostRecords& host, std::string_view line,
                   std::uint64_t offset);
  void note_record(std::string_view service, const sigma::Event& event, HostRecords& host);
  Result<> take_text(const CaseItem& item, const CaseReader& from);
  void match(const sigma::Event& event, const Place& place, FindingList& into) const;
  [[nodiscard]] FindingList everything() const;
  // Kept records with what others say of them.
  void each_joined(
      const std::function<void(const HostRecords&, const Kept&, const sigma::Event&)>& visit) const;
  void note_unread(const CaseItem& item);

  sigma::RuleSet rules_;
  sigma::Event event_;                        // of the record being read; kept for its memory
  std::map<std::string, HostRecords> hosts_;  // by collection and host
  FindingList streamed_;
  std::uint64_t kept_bytes_ = 0, not_kept_ = 0, lines_in_pieces_ = 0;
  std::uint64_t packages_unknown_ = 0;
  std::vector<std::string> unknown_;
};

}  // namespace firsthour::triage
