// SPDX-License-Identifier: Apache-2.0
// Something that matched, before it is known which item, host and name it stands on.
#pragma once

#include "casefile/finding.h"

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::triage {

struct Hit {
  std::string detector;         // "yara", "indicator", "sigma"
  std::string rule;             // identifier
  std::string file;             // the rule file it is from
  std::string title, title_zh;  // "" when the rule says none
  std::string why, why_zh;      // a sentence with the facts filled in
  Severity severity = Severity::medium;
  std::uint64_t score = 0;            // 0 to 100; 0 when the rule has none
  std::vector<std::string> attack;    // techniques, "T1505.003"
  std::vector<FindingMatch> matches;  // all of them
};

// What a rule cost on one content.
struct SlowRule {
  std::string rule, file;  // as in Hit
  std::string part;        // "$a", "condition"; "" when that is not known
  std::uint64_t milliseconds = 0;
};

}  // namespace firsthour::triage
