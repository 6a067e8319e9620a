// SPDX-License-Identifier: Apache-2.0
// The command that makes the papers of a drill.
#pragma once

#include "cli/command.h"

namespace firsthour::cli {

extern const CommandBody report_drill_command;

}  // namespace firsthour::cli
