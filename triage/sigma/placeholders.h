// SPDX-License-Identifier: Apache-2.0
// What the placeholders of rules stand for here: `%DomainControllers%` with the modifier `expand`. Read from
// a YAML file that the site writes:
//
//   placeholders:
//     DomainControllers: [dc1, dc2.example.org]
//     Workstations: 'ws*'
//
// Values may hold wildcards. A placeholder without a value here makes its rule a problem.
#pragma once

#include "casefile/result.h"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

class Placeholders {
 public:
  // malformed names the line.
  [[nodiscard]] static Result<Placeholders> parse(std::string_view yaml);
  // All values of `text` with each placeholder replaced, in the order of the file. unsupported names a
  // placeholder that has no value; malformed when there would be more than 10,000.
  [[nodiscard]] Result<std::vector<std::string>> expand(std::string_view text) const;
  [[nodiscard]] bool empty() const { return values_.empty(); }

 private:
  [[nodiscard]] const std::vector<std::string>* find(std::string_view name) const;

  std::map<std::string, std::vector<std::string>, std::less<>> values_;  // by name in lower case
};

}  // namespace firsthour::triage::sigma
