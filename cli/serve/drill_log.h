// SPDX-License-Identifier: Apache-2.0
// One line of a board's log for each thing that happened in a drill.
#pragma once

#include "playbooks/drill.h"

namespace firsthour::cli {

struct DrillLogLine {
  playbooks::Words text;
  bool for_all = true;  // false: it would give something away, or is the evaluators' business
};
[[nodiscard]] DrillLogLine drill_log_line(const playbooks::Drill& drill, const playbooks::DrillEvent& event);

}  // namespace firsthour::cli
