// SPDX-License-Identifier: Apache-2.0
// Reads Sigma rules, correlations and filters from YAML text. Nothing of a rule is ignored: what cannot be
// honoured exactly (a modifier or condition we lack, a field that no record has, a misspelt key of ours)
// makes the rule a problem with file and line, and the rule is not used.
#pragma once

#include "triage/sigma/correlation.h"
#include "triage/sigma/placeholders.h"
#include "triage/sigma/rule.h"
#include "triage/triage.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

// Which log sources exist and which fields their events have.
class FieldCatalogue {
 public:
  virtual ~FieldCatalogue() = default;
  [[nodiscard]] virtual bool has_source(const LogSource& source) const = 0;
  [[nodiscard]] virtual bool has_field(const LogSource& source, std::string_view field) const = 0;
  // True for a source that another part matches: such a rule is no problem and not used here.
  [[nodiscard]] virtual bool is_elsewhere(const LogSource& source) const = 0;
};

struct LoadedRules {
  std::vector<Rule> rules;
  std::vector<Correlation> correlations;
  std::vector<Filter> filters;
  std::vector<RuleProblem> problems;
  std::vector<std::string> elsewhere;  // names and ids of rules that are another part's
  std::uint64_t elsewhere_count = 0;
};

// `file` is for problems and rules; several documents in one text are several rules.
[[nodiscard]] LoadedRules load_rules(std::string_view yaml, const std::string& file,
                                     const FieldCatalogue& catalogue, const Placeholders& placeholders = {});

}  // namespace firsthour::triage::sigma
