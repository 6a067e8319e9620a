// SPDX-License-Identifier: Apache-2.0
// The rules of some files and folders, by the service they are for.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/load_rule.h"

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

class RuleSet {
 public:
  // Folders are searched below for *.yml and *.yaml, in the order of names. not_found when one of the
  // paths is missing; everything wrong inside a file is in problems(). Of two rules with one name the
  // second is a problem.
  [[nodiscard]] static Result<RuleSet> load(const std::vector<std::string>& paths,
                                            const FieldCatalogue& catalogue);

  [[nodiscard]] std::span<const Rule> rules() const { return rules_; }
  [[nodiscard]] const std::vector<RuleProblem>& problems() const { return problems_; }
  // Rules for events of this service. A rule's service stands for itself and for what is below it:
  // `persistence` is for persistence.cron too; a rule without service is for all.
  [[nodiscard]] const std::vector<const Rule*>& for_service(std::string_view service) const;

 private:
  void take_file(const std::string& path, const FieldCatalogue& catalogue);

  std::vector<Rule> rules_;
  std::vector<RuleProblem> problems_;
  mutable std::map<std::string, std::vector<const Rule*>, std::less<>>
      by_service_;  // filled when first asked
};

}  // namespace firsthour::triage::sigma
