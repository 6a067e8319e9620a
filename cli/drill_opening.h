// SPDX-License-Identifier: Apache-2.0
// The drill that a command is about, and where its clock stands, said.
#pragma once

#include "cli/conduct.h"

#include <memory>

namespace firsthour::cli {

// Of the case that is the command's first word; usage where it holds no drill.
[[nodiscard]] Try<std::unique_ptr<Conduct>> drill_of(const Invocation& call);
// What is said of a scenario or script, in the language of the one who runs the command.
[[nodiscard]] const std::string& in_language(const Invocation& call, const playbooks::Words& words);
// Drill time, state and speed.
void tell_clock(const Invocation& call, const Conduct& conduct);
// A change of the clock by the one who runs the command.
[[nodiscard]] Try<Exit> change_clock(const Invocation& call, playbooks::ClockChange::Kind kind,
                                     playbooks::DrillTime to = 0);

}  // namespace firsthour::cli
