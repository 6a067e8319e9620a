// SPDX-License-Identifier: Apache-2.0
// What waits for somebody.
#include "playbooks/commands/filled.h"
#include "playbooks/running/state.h"

#include <fmt/format.h>

namespace firsthour::playbooks {
namespace {

using State = Execution::State;

const Party* party(const std::map<std::string, Party, std::less<>>& in, std::string_view id) {
  const auto found = in.find(id);
  return found == in.end() ? nullptr : &found->second;
}

Due frame_of(const State& state, std::uint64_t number) {
  const Activation& shown = state.shown(number);
  Due due;
  due.activation = number;
  due.playbook = shown.playbook;
  due.step = shown.step;
  due.person = shown.person;
  due.since = shown.begun;
  if (shown.step->handling.due) due.by = state.after(number, *shown.step->handling.due);
  due.fails = state.fails(number);
  due.agent = party(shown.playbook->agents, shown.step->agent);
  return due;
}

void put_command(const State& state, std::uint64_t number, Due& due) {
  const Node& of = state.node(number);
  const Step& step = *due.step;
  due.command = of.command;
  due.target = of.target;
  due.what = &step.commands[of.command];
  if (of.target < step.targets.size()) due.on = party(due.playbook->targets, step.targets[of.target]);
  due.changes = changes_target(step, *due.what);
  auto text = filled(*due.what, state.seen_by(number));
  due.text = text ? std::move(*text) : text.error().what;
  const bool ours = text && !State::for_a_person(*due.what);
  due.kind = !ours ? Due::Kind::person : of.running ? Due::Kind::unknown : Due::Kind::command;
  due.again = of.running;
}

std::optional<Due> of_action(const State& state, std::uint64_t number, Instant now) {
  const Node& of = state.node(number);
  const Step& step = *state.shown(number).step;
  Due due = frame_of(state, number);
  if (of.rollback == Node::Rollback::offered || of.rollback == Node::Rollback::running) {
    due.kind = Due::Kind::rollback;
    due.what = &*step.handling.rollback;
    due.again = of.rollback == Node::Rollback::running;
    auto text = filled(*due.what, state.seen_by(number));
    due.text = text ? std::move(*text) : text.error().what;
    return due;
  }
  if (of.fate) return std::nullopt;
  if (now < state.ready(number)) {
    due.kind = Due::Kind::delay;
    due.at = state.ready(number);
    return due;
  }
  const bool commands_left = !of.concluded && of.command < step.commands.size();
  const bool only_asks = state.only_asks(number);
  if (only_asks && of.decided) return std::nullopt;
  if (!only_asks && !commands_left) return std::nullopt;
  if (commands_left) put_command(state, number, due);
  if (state.wants_approval(number))
    due.kind = Due::Kind::approval;
  else if (only_asks)
    due.kind = Due::Kind::decision;
  return due;
}

}  // namespace

std::vector<Due> Execution::due(Instant now) const {
  const State& state = *state_;
  std::vector<Due> all;
  if (state.frames.empty() || state.outcome || state.paused_since) return all;
  for (const std::uint64_t number : state.open) {
    if (state.shown(number).step->kind == StepKind::action) {
      if (auto due = of_action(state, number, now)) all.push_back(std::move(*due));
    } else if (now < state.ready(number)) {
      Due due = frame_of(state, number);
      due.kind = Due::Kind::delay;
      due.at = state.ready(number);
      all.push_back(std::move(due));
    }
  }
  return all;
}

}  // namespace firsthour::playbooks
