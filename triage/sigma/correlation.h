// SPDX-License-Identifier: Apache-2.0
// A Sigma correlation (specification 2.1.0): what must be true of many matches of other rules within a time.
#pragma once

#include "casefile/finding.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::triage::sigma {

enum class CorrelationType {
  event_count,
  value_count,
  temporal,
  temporal_ordered,
  value_sum,
  value_avg,
  value_percentile
};

// Bounds that a number must keep, all of them.
struct NumberBounds {
  std::optional<double> above, at_least, below, at_most, equal, not_equal;

  [[nodiscard]] bool hold(double number) const;
  // With more events the number grows; only what asks for much can be told before all have come.
  [[nodiscard]] bool ask_for_much() const { return above || at_least || equal; }
  [[nodiscard]] bool lower_hold(double number) const;
  [[nodiscard]] bool any() const { return above || at_least || below || at_most || equal || not_equal; }
};

struct Correlation {
  std::string file, digest;
  int line = 0;
  std::string name, id, given_name;  // as in Rule
  std::string title, title_zh, why, why_zh;
  std::optional<Severity> severity;
  std::vector<std::string> attack;

  CorrelationType type = CorrelationType::event_count;
  std::vector<std::string> rules;  // names or ids of rules and correlations
  std::vector<std::string> group_by;
  std::map<std::string, std::map<std::string, std::string>> aliases;  // alias → rule → field
  std::int64_t timespan_seconds = 0;
  NumberBounds bounds;
  std::vector<std::string> fields;   // of the condition
  std::optional<double> percentile;  // pySigma's key; without it see correlator.h
  bool generate = false;             // the rules referred to speak for themselves too
};

}  // namespace firsthour::triage::sigma
