// SPDX-License-Identifier: Apache-2.0
// Values that raise false alarms: an indicator on such a list is only a note, which names the list.
#pragma once

#include "casefile/result.h"
#include "triage/indicators/indicator_set.h"
#include "triage/sigma/regex.h"

#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace firsthour::triage {

class WarningLists {
 public:
  // Our own: private, reserved and documentation addresses, well-known resolvers, names that lead nowhere.
  [[nodiscard]] static WarningLists built_in();
  // Adds a list in the form of MISP's warning lists (JSON: name, type string|substring|hostname|cidr|regex,
  // list).
  [[nodiscard]] Result<> add(const std::string& file, std::vector<RuleProblem>& problems);
  // The name of a list that has the value; "" when none has.
  [[nodiscard]] std::string list_with(IndicatorKind kind, std::string_view value) const;

 private:
  struct List {
    std::string name;
    std::vector<Network> networks;
    std::unordered_set<std::string> whole, hosts;  // hosts: with all names below
    std::vector<std::string> parts;
    std::vector<sigma::Regex> expressions;
  };
  std::vector<List> lists_;
};

}  // namespace firsthour::triage
