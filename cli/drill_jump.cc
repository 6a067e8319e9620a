// SPDX-License-Identifier: Apache-2.0
// firsthour drill jump: the clock is set, forward or back; what lies between is delivered, nothing twice.
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

Try<Exit> run(const Invocation& call) {
  const auto to = playbooks::drill_time_from(call.said.words[1]);
  if (!to) return give_up(Exit::usage, call.said.words[1] + " is no drill time", "e.g. 00:05, 01:30:00, 90s");
  return change_clock(call, playbooks::ClockChange::Kind::jump, *to);
}

}  // namespace

constinit const CommandBody drill_jump_command{kOptions, run};

}  // namespace firsthour::cli
