// SPDX-License-Identifier: Apache-2.0
#include "playbooks/contract.h"

namespace firsthour::playbooks {
namespace {

// Each period begins so many months after the first day, never after the period before it: of 31 January the
// second month begins on 28 February and the third on 31 March.
std::vector<Period> periods(const ServiceContract& contract, int months, char letter) {
  std::vector<Period> parts;
  for (int i = 0;; ++i) {
    const Day first = plus_months(contract.first_day, i * months);
    if (first > contract.last_day) break;
    const Day next = plus_months(contract.first_day, (i + 1) * months);
    const Day whole = plus_days(next, -1);
    const int rest = days_between(first, contract.last_day) + 1;
    if (!parts.empty() && 2 * rest < days_between(first, next)) {
      parts.back().last = contract.last_day;
      break;
    }
    const std::string number = std::to_string(i + 1);
    const bool padded = letter == 'M' && number.size() == 1;
    parts.push_back({std::string{letter} + (padded ? "0" : "") + number, first,
                     whole < contract.last_day ? whole : contract.last_day});
  }
  return parts;
}

}  // namespace

std::vector<Period> months_of(const ServiceContract& contract) { return periods(contract, 1, 'M'); }
std::vector<Period> quarters_of(const ServiceContract& contract) { return periods(contract, 3, 'Q'); }
std::vector<Period> halves_of(const ServiceContract& contract) { return periods(contract, 6, 'H'); }
Period year_of(const ServiceContract& contract) { return {"Y", contract.first_day, contract.last_day}; }

}  // namespace firsthour::playbooks
