// SPDX-License-Identifier: Apache-2.0
// firsthour drill replay: what happened, again in its order; with --speed also in its time.
#include "casefile/json.h"
#include "casefile/number.h"
#include "cli/drill_commands.h"
#include "cli/drill_opening.h"
#include "cli/drill_runner.h"
#include "cli/stop.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <thread>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"speed", "N", {"drill seconds a second; else all at once", "每秒演练秒数；缺省为一次列出"}},
    Option{"until", "TIME", {"up to this drill time", "截至该演练时间"}},
};

// False: asked to stop.
bool wait_for(playbooks::DrillTime passed, double speed) {
  constexpr std::chrono::milliseconds kPoll{100};
  auto left = std::chrono::milliseconds{static_cast<std::int64_t>(static_cast<double>(passed) / speed)};
  for (; left.count() > 0 && !stop_asked(); left -= kPoll) std::this_thread::sleep_for(std::min(left, kPoll));
  return !stop_asked();
}

Try<Exit> run(const Invocation& call) {
  std::optional<double> speed;
  if (const auto said = call.said.value("speed")) {
    speed = number_from<double>(*said);
    if (!speed || !(*speed >= 0.001 && *speed <= 1000))
      return give_up(Exit::usage, "--speed must be from 0.001 to 1000");
  }
  std::optional<playbooks::DrillTime> until;
  if (const auto said = call.said.value("until")) {
    until = playbooks::drill_time_from(*said);
    if (!until) return give_up(Exit::usage, *said + " is no drill time", "e.g. 00:05, 01:30:00, 90s");
  }
  auto opened = drill_of(call);
  if (!opened) return give_up(opened.error());
  listen_for_stop();
  const playbooks::Drill& drill = *(*opened)->drill();
  playbooks::DrillTime shown = 0;
  std::size_t count = 0;
  for (const playbooks::DrillEvent& event : drill.events()) {
    if (until && event.at > *until) continue;
    if (speed && event.at > shown && !wait_for(event.at - shown, *speed)) return Exit::interrupted;
    shown = std::max(shown, event.at);
    show_drill_event(call.terminal, drill, event);
    ++count;
  }
  call.terminal.emit(Json{{"type", "summary"}, {"events", count}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody drill_replay_command{kOptions, run};

}  // namespace firsthour::cli
