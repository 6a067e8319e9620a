// SPDX-License-Identifier: Apache-2.0
// Readers of lists of indicators, private to this folder. Each appends what it understood, and a problem for
// what not.
#pragma once

#include "casefile/json_fwd.h"
#include "triage/indicators/indicator_set.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

struct Gathered {
  std::vector<Indicator> indicators;
  std::vector<stix::Pattern> patterns;  // of indicators of kind stix, in their order
  std::vector<RuleProblem>* problems = nullptr;

  void problem(const std::string& file, int line, std::string what) {
    problems->push_back({file, line, std::move(what)});
  }
  // Makes the value canonical; one that is none of its kind is a problem.
  void add(Indicator indicator);
};

// One value a line, CSV, or signature-base's forms.
void read_indicator_list(std::string_view text, const std::string& file, Gathered& into);
// A bundle, or one indicator object.
void read_stix(const Json& json, const std::string& file, Gathered& into);
// An event, a response with events, or a list of attributes.
void read_misp(const Json& json, const std::string& file, Gathered& into);

}  // namespace firsthour::triage
