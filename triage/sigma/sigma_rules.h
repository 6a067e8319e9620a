// SPDX-License-Identifier: Apache-2.0
// Rules over logs, ready to be run: loaded, sorted by the streams of logs they are for, and indexed. Does not
// change after load(), so that threads and forked workers share it.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/correlator.h"
#include "triage/sigma/log_mapping.h"
#include "triage/sigma/rule_index.h"
#include "triage/sigma/rule_set.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace firsthour::triage::sigma {

struct SigmaPaths {
  std::vector<std::string> rules, mappings;  // files or folders
  std::string placeholders;                  // a file; "" for none
};

class SigmaRules {
 public:
  // Rules whose source is `elsewhere` (host records) are left out. Problems of single rules are in
  // problems(); a mapping or placeholders file that cannot be used is an error.
  [[nodiscard]] static Result<std::unique_ptr<const SigmaRules>> load(
      const SigmaPaths& paths, const std::function<bool(const LogSource&)>& elsewhere);

  [[nodiscard]] std::span<const Rule> rules() const { return set_.rules(); }
  [[nodiscard]] std::span<const Correlation> correlations() const { return set_.correlations(); }
  [[nodiscard]] std::uint64_t filter_count() const { return set_.filter_count(); }
  [[nodiscard]] const std::vector<RuleProblem>& problems() const { return set_.problems(); }
  // SHA-256 over the digests of the rules in use, hex.
  [[nodiscard]] std::string digest() const;

  [[nodiscard]] const LogMapping& mapping() const { return mapping_; }
  // By stream of the mapping; nullptr where no rule is for it.
  [[nodiscard]] const RuleIndex* index(std::uint32_t stream) const { return indexes_[stream].get(); }
  // The streams that a rule is for; none: no log that is read here is its source.
  [[nodiscard]] std::span<const std::uint32_t> streams_of(std::uint32_t rule) const { return streams_[rule]; }
  [[nodiscard]] const CorrelationPlan& plan() const { return *plan_; }
  [[nodiscard]] std::uint32_t number_of(const Rule& rule) const {
    return static_cast<std::uint32_t>(&rule - set_.rules().data());
  }

 private:
  RuleSet set_;
  LogMapping mapping_;
  std::vector<std::vector<std::uint32_t>> streams_;
  std::vector<std::unique_ptr<RuleIndex>> indexes_;
  std::unique_ptr<CorrelationPlan> plan_;
};

}  // namespace firsthour::triage::sigma
