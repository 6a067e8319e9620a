// SPDX-License-Identifier: Apache-2.0
// What a triage found in files that are in no case, as one HTML page: findings, and what was not looked at.
#pragma once

#include "casefile/finding.h"
#include "playbooks/report.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

struct TriagePage {
  std::string of;                 // what was looked at, as the user named it
  std::vector<Finding> findings;  // ranked
  std::uint64_t items = 0, bytes = 0, records = 0, yara_rules = 0, sigma_rules = 0, indicators = 0;
  std::string rules_digest;
  std::vector<std::pair<std::string, std::string>> not_scanned;  // what, why
  std::vector<std::pair<std::string, std::string>> allowed;      // a finding that is allowed, and the reason
  std::vector<std::string> unknown, rule_problems;
};

// The same triage gives the same bytes.
[[nodiscard]] std::string triage_page(const TriagePage& page, Language language);

}  // namespace firsthour::playbooks
