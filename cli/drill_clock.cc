// SPDX-License-Identifier: Apache-2.0
// firsthour drill pause, resume, step: everything stands, time limits too; on from there; on to the next
// inject, and stands there.
#include "cli/case_door.h"
#include "cli/drill_commands.h"
#include "cli/drill_opening.h"

#include <array>

namespace firsthour::cli {
namespace {

using Kind = playbooks::ClockChange::Kind;

constexpr std::array kOptions{
    Option{"by", "NAME", {"who says so", "操作人"}},
    kKeyOption,
    kNationalKeyOption,
};

template <Kind kind>
Try<Exit> run(const Invocation& call) {
  return change_clock(call, kind);
}

}  // namespace

constinit const CommandBody drill_pause_command{kOptions, run<Kind::pause>};
constinit const CommandBody drill_resume_command{kOptions, run<Kind::resume>};
constinit const CommandBody drill_step_command{kOptions, run<Kind::step>};

}  // namespace firsthour::cli
