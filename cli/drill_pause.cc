// SPDX-License-Identifier: Apache-2.0
// firsthour drill pause: everything stands, time limits too.
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

Try<Exit> run(const Invocation& call) { return change_clock(call, playbooks::ClockChange::Kind::pause); }

}  // namespace

constinit const CommandBody drill_pause_command{kOptions, run};

}  // namespace firsthour::cli
