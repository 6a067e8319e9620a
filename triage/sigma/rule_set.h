// SPDX-License-Identifier: Apache-2.0
// The rules of some files and folders, with the filters among them applied; by the service they are for.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/load_rule.h"

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace firsthour::triage::sigma {

class RuleSet {
 public:
  // Folders are searched below for *.yml and *.yaml, in the order of names. not_found when one of the
  // paths is missing; everything wrong inside a file is in problems(). Of two rules with one name the
  // second is a problem, as are references of correlations and filters to rules that are not there.
  [[nodiscard]] static Result<RuleSet> load(const std::vector<std::string>& paths,
                                            const FieldCatalogue& catalogue,
                                            const Placeholders& placeholders = {});

  [[nodiscard]] std::span<const Rule> rules() const { return rules_; }
  [[nodiscard]] std::span<const Correlation> correlations() const { return correlations_; }
  [[nodiscard]] std::uint64_t filter_count() const { return filters_.size(); }
  // Rules of other parts, which this set does not have.
  [[nodiscard]] std::uint64_t elsewhere_count() const { return elsewhere_count_; }
  [[nodiscard]] const std::vector<RuleProblem>& problems() const { return problems_; }
  // Rules for events of this service. A rule's service stands for itself and for what is below it:
  // `persistence` is for persistence.cron too; a rule without service is for all.
  [[nodiscard]] const std::vector<const Rule*>& for_service(std::string_view service) const;

 private:
  void take_file(const std::string& path, const FieldCatalogue& catalogue, const Placeholders& placeholders);
  template <class Document>
  void keep(Document document, std::vector<Document>& among);
  void resolve_correlations();
  void apply_filters();

  std::vector<Rule> rules_;
  std::vector<Correlation> correlations_;
  std::vector<Filter> filters_;
  std::vector<RuleProblem> problems_;
  std::unordered_map<std::string, std::string> file_of_;  // by name, of rules and correlations
  std::unordered_set<std::string> elsewhere_;
  std::uint64_t elsewhere_count_ = 0;
  mutable std::map<std::string, std::vector<const Rule*>, std::less<>>
      by_service_;  // filled when first asked
};

}  // namespace firsthour::triage::sigma
