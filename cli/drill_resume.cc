// SPDX-License-Identifier: Apache-2.0
// firsthour drill resume: the clock goes on.
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

Try<Exit> run(const Invocation& call) { return change_clock(call, playbooks::ClockChange::Kind::resume); }

}  // namespace

constinit const CommandBody drill_resume_command{kOptions, run};

}  // namespace firsthour::cli
