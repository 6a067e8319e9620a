// SPDX-License-Identifier: Apache-2.0
// Readers of lists of indicators, private to this folder. Each appends what it understood, and a problem for
// what not.
#pragma once

#include "casefile/json_fwd.h"
#include "triage/indicators/indicator_set.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

struct Gathered {
  std::vector<Indicator> indicators;
  std::vector<stix::Pattern> patterns;  // of indicators of kind stix, in their order
  std::vector<RuleProblem>* problems = nullptr;

  // The first hundred of a file each, the others as a number when it ends.
  void problem(const std::string& file, int line, std::string what) {
    if (++problems_of_file <= kMostProblems) problems->push_back({file, line, std::move(what)});
  }
  void end_file(const std::string& file) {
    if (problems_of_file > kMostProblems)
      problems->push_back({file, 0, "and " + std::to_string(problems_of_file - kMostProblems) + " more"});
    problems_of_file = 0;
  }
  // Makes the value canonical; one that is none of its kind is a problem.
  void add(Indicator indicator);

  static constexpr std::size_t kMostProblems = 100;
  std::size_t problems_of_file = 0;
};

class WarningLists;
[[nodiscard]] std::shared_ptr<const IndicatorSet> indicator_set_of(Gathered gathered,
                                                                   const WarningLists& warnings,
                                                                   std::string digest);

// UTF-8. One value a line, CSV, or signature-base's forms.
void read_indicator_list(std::string_view text, const std::string& file, Gathered& into);
// A bundle, or one indicator object.
void read_stix(const Json& json, const std::string& file, Gathered& into);
// An event, a response with events, or a list of attributes.
void read_misp(const Json& json, const std::string& file, Gathered& into);

}  // namespace firsthour::triage
