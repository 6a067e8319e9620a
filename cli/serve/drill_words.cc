// SPDX-License-Identifier: Apache-2.0
#include "cli/serve/drill_words.h"

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::ClockChange;
using playbooks::Drill;
using playbooks::DrillEvent;
using playbooks::RunEvent;

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ",") + word;
  return text;
}

std::optional<ClockChange> clock_change(const BoardCommand& command, Instant now) {
  using Kind = ClockChange::Kind;
  if (command.action == "start") return ClockChange{Kind::start, now, 1000, 0};
  if (command.action == "pause") return ClockChange{Kind::pause, now, 1000, 0};
  if (command.action == "resume") return ClockChange{Kind::resume, now, 1000, 0};
  if (command.action == "rate") return ClockChange{Kind::rate, now, command.rate, 0};
  if (command.action == "jump") return ClockChange{Kind::jump, now, 1000, command.to};
  return {};
}

std::optional<DrillEvent::Kind> end_of(const std::string& action) {
  if (action == "stop-word") return DrillEvent::Kind::stop_word;
  if (action == "turn-real") return DrillEvent::Kind::turned_real;
  if (action == "end") return DrillEvent::Kind::ended;
  return {};
}

std::map<std::string, std::string> observed(const BoardCommand& command) {
  std::map<std::string, std::string> values;
  const auto put = [&](const char* key, const std::string& value) {
    if (!value.empty()) values[key] = value;
  };
  put("ticks", joined(command.ticks));
  put("means", joined(command.means));
  put("performance", command.performance);
  put("surprise", command.surprise);
  return values;
}

Result<DrillEvent> improvement(const Drill& drill, const BoardCommand& command, Instant now) {
  if (command.text.empty() || command.owner.empty())
    return fail(Errc::usage, "an improvement says what is to be done and who does it");
  DrillEvent event;
  event.kind = DrillEvent::Kind::improvement;
  event.wall = now;
  event.at = drill.now(now);
  event.who = command.owner;
  event.text = command.text;
  event.values["by"] = command.who;
  if (!command.due.empty()) event.values["due"] = command.due;
  if (!command.plan.empty()) event.values["plan"] = command.plan;
  return event;
}

Result<RunEvent> finished(const playbooks::Execution& run, const BoardCommand& command, Instant now) {
  for (const playbooks::Due& due : run.due(now)) {
    if (due.activation != command.activation) continue;
    const auto outcome = command.outcome == "success"   ? playbooks::StepOutcome::success
                         : command.outcome == "failure" ? playbooks::StepOutcome::failure
                                                        : playbooks::StepOutcome::cancelled;
    if (outcome == playbooks::StepOutcome::cancelled)
      return fail(Errc::usage, "an outcome is success or failure");
    return run.end_command(due, outcome, command.who, command.why, {}, now);
  }
  return fail(Errc::usage, "nothing of this step waits any more");
}

}  // namespace

Result<DrillEvent> drill_word(const Drill& drill, const std::string& role, const BoardCommand& command,
                              Instant now) {
  if (const auto change = clock_change(command, now)) return drill.change(*change, command.who);
  if (const auto kind = end_of(command.action)) {
    DrillEvent event;
    event.kind = *kind;
    event.wall = now;
    event.at = drill.now(now);
    event.who = command.who;
    event.role = role;
    event.text = command.why;
    return event;
  }
  if (command.action == "improve") return improvement(drill, command, now);
  if (command.action == "step") return drill.step(now, command.who);
  if (command.action == "deliver") return drill.deliver_now(command.inject, now, command.who);
  if (command.action == "answer") return drill.answer(command.inject, role, command.text, now, command.who);
  if (command.action == "observe")
    return drill.observe(command.stage, observed(command), command.text, now, command.who);
  if (command.action == "judge")
    return drill.judge(command.subject, command.score, command.grade, command.advice, now, command.who);
  return fail(Errc::usage, "not a command of a drill: " + command.action);
}

Result<RunEvent> run_word(const playbooks::Execution& run, const BoardCommand& command, Instant now) {
  const auto activation = command.activation;
  if (command.action == "approve") return run.approve(activation, command.who, command.why, now);
  if (command.action == "refuse") return run.refuse(activation, command.who, command.why, now);
  if (command.action == "skip") return run.skip(activation, command.who, command.why, now);
  if (command.action == "decide")
    return run.decide(activation, command.option, command.who, command.why, now);
  if (command.action == "leave") return run.decline_rollback(activation, command.who, command.why, now);
  if (command.action == "rollback") return run.begin_rollback(activation, command.who, now);
  if (command.action == "rolled-back")
    return run.end_rollback(
        activation,
        command.outcome == "failure" ? playbooks::StepOutcome::failure : playbooks::StepOutcome::success,
        command.who, command.why, now);
  if (command.action == "finish") return finished(run, command, now);
  return fail(Errc::usage, "not a command of a playbook: " + command.action);
}

}  // namespace firsthour::cli
