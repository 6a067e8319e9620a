// SPDX-License-Identifier: Apache-2.0
// firsthour drill score: what was expected and what came of it; with --json the whole record in drill time.
#include "playbooks/drill_score.h"

#include "casefile/json.h"
#include "cli/drill_commands.h"
#include "cli/drill_messages.h"
#include "cli/drill_opening.h"

#include <fmt/format.h>

namespace firsthour::cli {
namespace {

Try<Exit> run(const Invocation& call) {
  auto opened = drill_of(call);
  if (!opened) return give_up(opened.error());
  Terminal& terminal = call.terminal;
  const playbooks::Drill& drill = *(*opened)->drill();
  const Instant now = call.clock.now();
  terminal.say(say::drill_mark);
  const bool zh = terminal.language() == Language::zh;
  for (const auto& standing : drill.expectations(now)) {
    const playbooks::Words& words = standing.what->text;
    const std::string at = standing.at ? playbooks::drill_time_text(*standing.at) : "--:--:--";
    terminal.print(
        terminal.text(say::drill_expectation, at,
                      terminal.text(say::drill_standings[static_cast<std::size_t>(standing.standing)]),
                      fmt::format("{}/{}", standing.points, standing.what->points),
                      terminal.name(zh || words.en.empty() ? words.zh : words.en)));
  }
  const playbooks::DrillScore score = score_of(drill, now);
  terminal.print(terminal.text(say::drill_answers_line, score.answers_in_time, score.answers_wanted));
  terminal.print(terminal.text(say::drill_score_line, score.reached, score.possible, score.met, score.late,
                               score.missed, score.open));
  for (const Json& line : drill_record(drill, now)) terminal.emit(line);
  terminal.emit(Json{{"type", "summary"}, {"reached", score.reached}, {"possible", score.possible}});
  return drill.over() ? Exit::done : Exit::partial;
}

}  // namespace

constinit const CommandBody drill_score_command{{}, run};

}  // namespace firsthour::cli
