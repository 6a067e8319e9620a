// SPDX-License-Identifier: Apache-2.0
// What a person at a board says, as events of a drill and of the playbooks that run in it.
#pragma once

#include "cli/serve/board_command.h"
#include "playbooks/drill.h"
#include "playbooks/execution.h"

namespace firsthour::cli {

// `usage` when the command is none of a drill's, or does not fit its state.
[[nodiscard]] Result<playbooks::DrillEvent> drill_word(const playbooks::Drill& drill, const std::string& role,
                                                       const BoardCommand& command, Instant now);
// The same of a run.
[[nodiscard]] Result<playbooks::RunEvent> run_word(const playbooks::Execution& run,
                                                   const BoardCommand& command, Instant now);

}  // namespace firsthour::cli
