// SPDX-License-Identifier: Apache-2.0
// A drill and the playbooks that run in its case, as the parts of a board: who sees what. Pure. Players see
// what was said to them and what they have to do, and never the script; what all see (clock, stage, who owes
// an answer, the log) gives away nothing of what only some were told.
#pragma once

#include "cli/conduct.h"
#include "cli/serve/board_source.h"
#include "playbooks/drill.h"
#include "playbooks/drill_forms.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// The links: coordinator and projector always, and every role of the scenario.
[[nodiscard]] std::vector<BoardRole> roles_of(const playbooks::Scenario& scenario);

void put_drill(BoardState::Draft& draft, const playbooks::Drill& drill, const playbooks::DrillForms& forms,
               const std::string& case_name, Instant now);
// What waits for somebody. `scenario` says which roles there are.
void put_step(BoardState::Draft& draft, const Conduct::Waiting& waiting, const playbooks::Scenario& scenario);

}  // namespace firsthour::cli
