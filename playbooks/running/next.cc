// SPDX-License-Identifier: Apache-2.0
// What follows of itself.
#include "playbooks/condition.h"
#include "playbooks/running/state.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Kind = RunEvent::Kind;
using State = Execution::State;

RunEvent event_of(const State& state, Kind kind, std::uint64_t number, Instant now) {
  RunEvent event;
  event.kind = kind;
  event.time = now;
  event.run = state.run;
  event.activation = number;
  if (number != 0) {
    event.step = state.shown(number).step->id;
    event.playbook = state.shown(number).playbook->id;
  } else {
    event.playbook = state.frames.front().playbook->id;
  }
  return event;
}

RunEvent step_ended(const State& state, std::uint64_t number, StepOutcome outcome, std::string why,
                    Instant now) {
  RunEvent event = event_of(state, Kind::step_ended, number, now);
  event.outcome = outcome;
  event.why = std::move(why);
  const Step& step = *state.shown(number).step;
  if (step.kind == StepKind::action) {
    const Variables seen = state.seen_by(number);
    for (const std::string& key : step.out_args)
      if (const auto found = seen.find(key); found != seen.end()) event.values[key] = found->second.value;
  }
  if (const auto called = state.node(number).called)
    for (const std::string& key : step.out_args) {
      const Variables& theirs = state.frames[*called].variables;
      if (const auto found = theirs.find(key); found != theirs.end()) event.values[key] = found->second.value;
    }
  return event;
}

// How the branches of a step came out together: all are waited for, then one failure is the failure of all.
// A playbook that failed stays failed when its workflow_exception has done its part.
std::optional<StepOutcome> together(const State& state, const Node& of) {
  StepOutcome all = StepOutcome::success;
  for (const std::size_t index : of.branches) {
    if (!state.branches[index].outcome) return std::nullopt;
    if (*state.branches[index].outcome != StepOutcome::success) all = StepOutcome::failure;
  }
  return all;
}

std::optional<RunEvent> check_condition_of(const State& state, std::uint64_t number, Instant now) {
  const Step& step = *state.shown(number).step;
  RunEvent event = event_of(state, Kind::checked, number, now);
  if (state.node(number).rounds >= state.limits.rounds) {
    event.outcome = StepOutcome::failure;
    event.why = fmt::format("the loop went round {} times", state.limits.rounds);
    return event;
  }
  const auto holds = evaluate(step.condition, state.seen_by(number));
  if (holds) {
    event.text = *holds ? "true" : "false";
  } else {
    event.outcome = StepOutcome::failure;
    event.why = holds.error().what;
  }
  return event;
}

std::optional<RunEvent> check_switch_of(const State& state, std::uint64_t number, Instant now) {
  const Step& step = *state.shown(number).step;
  RunEvent event = event_of(state, Kind::checked, number, now);
  const Variables seen = state.seen_by(number);
  std::string key = step.switch_on;
  if (key.ends_with(":value")) key.resize(key.size() - 6);
  const auto variable = seen.find(key);
  if (variable == seen.end() || !variable->second.value) {
    event.outcome = StepOutcome::failure;
    event.why = variable == seen.end() ? key + " is not defined" : key + " has no known value";
    return event;
  }
  const auto has = [&](std::string_view value) {
    return std::ranges::any_of(step.cases, [&](const auto& one) { return one.first == value; });
  };
  event.text = has(*variable->second.value) ? *variable->second.value : has("default") ? "default" : "";
  if (event.text.empty()) event.why = "no case is " + *variable->second.value;
  return event;
}

std::optional<RunEvent> follow_action(const State& state, std::uint64_t number, Instant now) {
  const Node& of = state.node(number);
  const Step& step = *state.shown(number).step;
  if (of.rollback == Node::Rollback::offered || of.rollback == Node::Rollback::running) return std::nullopt;
  if (of.fate) return step_ended(state, number, *of.fate, of.why, now);
  if (step.commands.empty() && step.handling.options.empty())
    return step_ended(state, number, StepOutcome::failure, "the step has no command", now);
  const bool done = of.concluded || of.command >= step.commands.size();
  if (!done || (!step.handling.options.empty() && !of.decided)) return std::nullopt;
  return step_ended(state, number, StepOutcome::success, {}, now);
}

std::optional<RunEvent> follow_branching(const State& state, std::uint64_t number, Instant now) {
  const Node& of = state.node(number);
  const Step& step = *state.shown(number).step;
  if (of.fate) return step_ended(state, number, *of.fate, of.why, now);
  if (!of.branches.empty()) {
    const auto all = together(state, of);
    if (!all) return std::nullopt;
    if (*all != StepOutcome::success)
      return step_ended(state, number, StepOutcome::failure, "a branch of it failed", now);
    if (step.kind != StepKind::while_condition || of.concluded)
      return step_ended(state, number, StepOutcome::success, {}, now);
  }
  switch (step.kind) {
    case StepKind::if_condition:
    case StepKind::while_condition:
      return check_condition_of(state, number, now);
    case StepKind::switch_condition:
      return check_switch_of(state, number, now);
    default:  // a parallel step without a branch
      return step_ended(state, number, StepOutcome::success, {}, now);
  }
}

// A command in flight ends first, so that the record says which one; what it may have done can be taken back.
std::optional<RunEvent> run_out(const State& state, std::uint64_t number, Instant now) {
  const Node& of = state.node(number);
  const auto fails = state.fails(number);
  if (!fails || now < *fails || of.fate) return std::nullopt;
  const std::string why = fmt::format("ACTION_TIMEOUT {}", state.shown(number).step->id);
  if (!of.running) return step_ended(state, number, StepOutcome::timeout, why, now);
  RunEvent event = event_of(state, Kind::command_ended, number, now);
  event.command = of.command;
  event.target = of.target;
  event.outcome = StepOutcome::timeout;
  event.why = why;
  return event;
}

std::optional<RunEvent> follow(const State& state, std::uint64_t number, Instant now) {
  if (auto late = run_out(state, number, now)) return late;
  if (now < state.ready(number)) return std::nullopt;
  switch (state.shown(number).step->kind) {
    case StepKind::start:
    case StepKind::end:
      return step_ended(state, number, StepOutcome::success, {}, now);
    case StepKind::action:
      return follow_action(state, number, now);
    default:
      return follow_branching(state, number, now);
  }
}

std::optional<RunEvent> enter_next(const State& state, Instant now) {
  for (const std::size_t index : state.live) {
    const Branch& branch = state.branches[index];
    if (branch.follows.empty()) continue;
    RunEvent event;
    event.kind = Kind::step_begun;
    event.time = now;
    event.run = state.run;
    event.activation = state.activations.size() + 1;
    event.parent = branch.parent;
    event.branch = branch.index;
    event.playbook = state.frames[branch.frame].playbook->id;
    event.step = branch.follows;
    return event;
  }
  return std::nullopt;
}

std::optional<RunEvent> run_over(const State& state, Instant now) {
  if (!state.live.empty()) return std::nullopt;
  RunEvent event = event_of(state, Kind::ended, 0, now);
  event.outcome = state.branches.front().outcome.value_or(StepOutcome::failure);
  if (state.frames.front().excepted)
    event.why = "a failure that no step handled; its workflow_exception was run";
  return event;
}

}  // namespace

std::optional<RunEvent> Execution::next(Instant now) const {
  const State& state = *state_;
  if (state.frames.empty() || state.outcome || state.paused_since) return std::nullopt;
  if (state.activations.size() >= state.limits.activations) {
    RunEvent event = event_of(state, Kind::ended, 0, now);
    event.outcome = StepOutcome::failure;
    event.why = fmt::format("the run took more than {} steps", state.limits.activations);
    return event;
  }
  if (auto entered = enter_next(state, now)) return entered;
  for (const std::uint64_t number : state.open)
    if (auto followed = follow(state, number, now)) return followed;
  return run_over(state, now);
}

std::optional<Instant> Execution::wakes() const {
  const State& state = *state_;
  std::optional<Instant> first;
  const auto take = [&](std::optional<Instant> at) {
    if (at && (!first || *at < *first)) first = at;
  };
  if (state.frames.empty() || state.outcome || state.paused_since) return first;
  for (const std::uint64_t number : state.open) {
    if (state.shown(number).step->delay.count() > 0 && state.ready(number) > state.last)
      take(state.ready(number));
    if (!state.node(number).fate) take(state.fails(number));
  }
  return first;
}

}  // namespace firsthour::playbooks
