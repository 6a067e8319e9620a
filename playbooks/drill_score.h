// SPDX-License-Identifier: Apache-2.0
// The record and the score of a drill, in drill time alone: no wall time, no numbers of processes or events.
// The same inputs give the same bytes.
#pragma once

#include "casefile/json_fwd.h"
#include "playbooks/drill.h"

#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// Clock changes that the runner made for itself, to leap or to run fast, carry this value; they are no part
// of the record.
inline constexpr std::string_view kLeap = "leap";
inline constexpr std::string_view kScriptPlace = "script";

struct DrillScore {
  double reached = 0;
  int possible = 0;
  int met = 0, late = 0, missed = 0, open = 0;
  int answers_in_time = 0, answers_wanted = 0;
};
[[nodiscard]] DrillScore score_of(const Drill& drill, Instant wall);

// One object for each event, inject, expectation and item of form A.9, with `type`; the last is "score".
[[nodiscard]] std::vector<Json> drill_record(const Drill& drill, Instant wall);

}  // namespace firsthour::playbooks
