// SPDX-License-Identifier: Apache-2.0
// The commands of drills, for the table in commands.cc.
#pragma once

#include "cli/command.h"

namespace firsthour::cli {

extern const CommandBody drill_plan_command, drill_run_command, drill_pause_command, drill_resume_command,
    drill_step_command, drill_jump_command, drill_replay_command, drill_score_command;

}  // namespace firsthour::cli
