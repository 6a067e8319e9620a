// SPDX-License-Identifier: Apache-2.0
// A made year of service: a folder of cases as the commands would leave them, and the truth about it, counted
// while it is made and by other means than the program's. Deterministic but for the cases' ids and keys.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firsthour::made_year {

struct Size {
  int incidents = 60, drills = 2;
  bool gaps = true;  // late arrivals, missing times, open incidents, missed patrols
};

struct Truth {
  std::map<std::string, double> figures;  // by the summary's own names
  std::uint64_t events = 0;
};

// First day 2025-03-17, a year. Cases are named incident-0001.case …; the year's is service.case.
[[nodiscard]] Truth make(const std::string& folder, const Size& size);
[[nodiscard]] std::string contract_text();

}  // namespace firsthour::made_year
