// SPDX-License-Identifier: Apache-2.0
#include "cli/drill_opening.h"

#include "casefile/json.h"
#include "cli/drill_messages.h"

#include <fmt/format.h>

namespace firsthour::cli {

Try<std::unique_ptr<Conduct>> drill_of(const Invocation& call) {
  auto conduct = Conduct::open(call, case_path(call.said.words[0]), call.said.value("by").value_or(""));
  if (conduct && !(*conduct)->drill())
    return give_up(Exit::usage, (*conduct)->path() + " holds no drill",
                   "firsthour drill plan SCENARIO --case CASE");
  return conduct;
}

const std::string& in_language(const Invocation& call, const playbooks::Words& words) {
  return call.terminal.language() == Language::zh || words.en.empty() ? words.zh : words.en;
}

void tell_clock(const Invocation& call, const Conduct& conduct) {
  const playbooks::Drill& drill = *conduct.drill();
  const auto state = static_cast<std::size_t>(drill.clock().state());
  const std::string time = playbooks::drill_time_text(drill.now(call.clock.now()));
  constexpr std::array<std::string_view, 4> kNames{"not-started", "running", "paused", "stopped"};
  call.terminal.say(say::drill_now, time, call.terminal.text(say::drill_states[state]),
                    fmt::format("{}", static_cast<double>(drill.clock().rate()) / 1000));
  call.terminal.emit(Json{{"type", "summary"},
                          {"time", time},
                          {"state", std::string{kNames[state]}},
                          {"rate", drill.clock().rate()}});
}

Try<Exit> change_clock(const Invocation& call, playbooks::ClockChange::Kind kind, playbooks::DrillTime to) {
  auto opened = drill_of(call);
  if (!opened) return give_up(opened.error());
  Conduct& conduct = **opened;
  auto changed = conduct.say_drill([&](const playbooks::Drill& drill, Instant now) {
    return kind == playbooks::ClockChange::Kind::step ? drill.step(now, conduct.person())
                                                      : drill.change({kind, now, 1000, to}, conduct.person());
  });
  if (!changed) return give_up(changed.error());
  tell_clock(call, conduct);
  return Exit::done;
}

}  // namespace firsthour::cli
