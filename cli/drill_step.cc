// SPDX-License-Identifier: Apache-2.0
// firsthour drill step: on to the next inject, and stands there.
#include "cli/case_door.h"
#include "cli/drill_commands.h"
#include "cli/drill_opening.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"by", "NAME", {"who says so", "操作人"}},
    kKeyOption,
    kNationalKeyOption,
};

Try<Exit> run(const Invocation& call) { return change_clock(call, playbooks::ClockChange::Kind::step); }

}  // namespace

constinit const CommandBody drill_step_command{kOptions, run};

}  // namespace firsthour::cli
