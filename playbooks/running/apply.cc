// SPDX-License-Identifier: Apache-2.0
// The one place where the state of a run changes.
#include "playbooks/running/state.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Kind = RunEvent::Kind;

bool failed(StepOutcome outcome) {
  return outcome == StepOutcome::failure || outcome == StepOutcome::timeout;
}

// Where a step leads to with this outcome; "" ends the branch. A failure goes on where the author said what
// to do then, or to on_completion, which is taken however the step came out.
const std::string& successor(const Step& step, StepOutcome outcome) {
  const std::string& named = failed(outcome) ? step.on_failure : step.on_success;
  return named.empty() ? step.on_completion : named;
}

}  // namespace

void Execution::State::apply(const RunEvent& event) {
  last = std::max(last, event.time);
  switch (event.kind) {
    case Kind::begun:
      return begin(event);
    case Kind::step_begun:
      return enter(event);
    case Kind::paused:
      paused_since = event.time;
      return;
    case Kind::resumed:
      stood += std::max<std::int64_t>(0, event.time.nanoseconds - paused_since->nanoseconds);
      paused_since.reset();
      return;
    case Kind::handed_over:
      return hand_over(event);
    case Kind::ended:
      return end(event);
    case Kind::step_ended:
      return leave(event);
    default:
      return apply_within(event);
  }
}

void Execution::State::apply_within(const RunEvent& event) {
  Node& of = node(event.activation);
  switch (event.kind) {
    case Kind::checked:
      return take_branch(event);
    case Kind::approved:
      of.approved = true;
      return;
    case Kind::refused:
      of.concluded = true;
      of.fate = StepOutcome::failure;
      of.why = event.why;
      return;
    case Kind::command_begun:
      of.running = true;
      of.running_since = event.time;
      return;
    case Kind::command_ended:
      return end_command(event);
    case Kind::decided:
      return decide(event);
    case Kind::rollback_begun:
      of.rollback = Node::Rollback::running;
      return;
    default:
      of.rollback = Node::Rollback::over;
  }
}

void Execution::State::begin(const RunEvent& event) {
  run = event.run;
  person = event.who;
  Frame first_frame;
  first_frame.playbook = shelf.find(event.playbook, event.version);
  first_frame.variables = first_frame.playbook->variables;
  for (const auto& [key, value] : event.values) first_frame.variables[key].value = value;
  frames.push_back(std::move(first_frame));
  open_branch(0, 0, 0, frames[0].playbook->start);
}

std::size_t Execution::State::open_branch(std::size_t frame, std::uint64_t parent, std::uint32_t index,
                                          std::string step) {
  branches.push_back(Branch{frame, parent, index, std::move(step), 0, std::nullopt});
  live.insert(branches.size() - 1);
  return branches.size() - 1;
}

void Execution::State::enter(const RunEvent& event) {
  const std::size_t at = *branch_of(event);
  const Step* step = following(branches[at]);
  const std::uint64_t number = event.activation;
  activations.push_back(Activation{number,
                                   event.parent,
                                   event.branch,
                                   frames[branches[at].frame].playbook,
                                   step,
                                   event.time,
                                   std::nullopt,
                                   std::nullopt,
                                   person,
                                   {}});
  Node entered;
  entered.frame = branches[at].frame;
  entered.branch = at;
  entered.own = step->variables;
  entered.stood_before = stood;
  nodes.push_back(std::move(entered));
  open.insert(number);
  branches[at].current = number;
  branches[at].follows.clear();
  if (step->kind == StepKind::parallel)
    for (std::size_t i = 0; i < step->next_steps.size(); ++i) {
      const std::size_t opened =
          open_branch(node(number).frame, number, static_cast<std::uint32_t>(i), step->next_steps[i]);
      node(number).branches.push_back(opened);
    }
  if (step->kind == StepKind::playbook_action) call(number, event.time);
}

void Execution::State::call(std::uint64_t number, Instant now) {
  const Step& step = *shown(number).step;
  const Playbook* called = shelf.find(step.playbook_id, step.playbook_version);
  const std::uint32_t depth = frames[node(number).frame].depth + 1;
  const std::string why =
      !called                ? "no playbook has the id " + step.playbook_id
      : depth > limits.depth ? "playbooks call each other more than " + std::to_string(limits.depth) + " deep"
                             : not_to_be_run(*called, now).en;
  if (!why.empty()) {
    node(number).fate = StepOutcome::failure;
    node(number).why = why;
    return;
  }
  Frame frame;
  frame.playbook = called;
  frame.parent = number;
  frame.depth = depth;
  frame.variables = called->variables;
  const Variables seen = seen_by(number);
  for (const std::string& key : step.in_args)
    if (const auto given = seen.find(key); given != seen.end()) frame.variables[key] = given->second;
  frames.push_back(std::move(frame));
  node(number).called = frames.size() - 1;
  const std::size_t opened = open_branch(frames.size() - 1, number, 0, called->start);
  node(number).branches.push_back(opened);
}

void Execution::State::take_branch(const RunEvent& event) {
  Node& of = node(event.activation);
  const Step& step = *shown(event.activation).step;
  ++of.rounds;
  of.concluded = step.kind != StepKind::while_condition || event.text != "true";
  if (event.outcome) {
    of.fate = event.outcome;
    of.why = event.why;
    of.concluded = true;
    return;
  }
  std::string taken;
  if (step.kind == StepKind::switch_condition) {
    const auto found = std::ranges::find(step.cases, event.text, &std::pair<std::string, std::string>::first);
    if (found != step.cases.end()) taken = found->second;
  } else {
    taken = event.text == "true" ? step.on_true : step.on_false;
  }
  if (taken.empty()) {
    if (of.concluded) of.fate = StepOutcome::success;
    return;
  }
  const std::size_t opened = open_branch(of.frame, event.activation, of.rounds - 1, taken);
  node(event.activation).branches.assign(1, opened);
}

void Execution::State::end_command(const RunEvent& event) {
  Node& of = node(event.activation);
  const Step& step = *shown(event.activation).step;
  const bool was_begun = of.running;
  of.running = false;
  const Variables seen = seen_by(event.activation);
  for (const auto& [key, value] : event.values) {
    const auto known = seen.find(key);
    Variable variable = known == seen.end() ? Variable{"string", {}, {}, false, false} : known->second;
    variable.value = value;
    of.own[key] = std::move(variable);
  }
  if (failed(*event.outcome)) {
    of.concluded = true;
    of.fate = event.outcome;
    of.why = event.why;
    if (step.handling.rollback && (was_begun || for_a_person(step.commands[of.command])))
      of.rollback = Node::Rollback::offered;
    return;
  }
  if (++of.target < places_of(step)) return;
  of.target = 0;
  if (++of.command == step.commands.size()) of.concluded = true;
}

void Execution::State::decide(const RunEvent& event) {
  Node& of = node(event.activation);
  const Step& step = *shown(event.activation).step;
  of.decided = true;
  of.concluded = true;
  if (step.out_args.empty()) return;
  const Variables seen = seen_by(event.activation);
  const auto known = seen.find(step.out_args.front());
  Variable variable = known == seen.end() ? Variable{"string", {}, {}, false, false} : known->second;
  variable.value = event.text;
  of.own[step.out_args.front()] = std::move(variable);
}

void Execution::State::leave(const RunEvent& event) {
  const std::uint64_t number = event.activation;
  for (const auto& [key, value] : event.values) {
    Variable& variable = frames[node(number).frame].variables[key];
    if (variable.type.empty()) variable.type = "string";
    if (!variable.constant) variable.value = value;
  }
  cancel_below(number, event.time);
  close(number, *event.outcome, event.why, event.time);
  Branch& branch = branches[node(number).branch];
  branch.current = 0;
  const Step& step = *shown(number).step;
  if (step.kind == StepKind::end) return end_branch(node(number).branch, StepOutcome::success);
  const std::string& next = successor(step, *event.outcome);
  if (next.empty())
    return end_branch(node(number).branch,
                      failed(*event.outcome) ? StepOutcome::failure : StepOutcome::success);
  branch.follows = next;
  if (following(branch)) return;
  branch.follows.clear();
  shown(number).why = "the step that follows is none of the playbook's: " + next;
  end_branch(node(number).branch, StepOutcome::failure);
}

void Execution::State::close(std::uint64_t number, StepOutcome as, const std::string& why, Instant now) {
  Activation& of = shown(number);
  of.ended = now;
  of.outcome = as;
  if (!why.empty()) of.why = why;
  open.erase(number);
}

void Execution::State::end_branch(std::size_t index, StepOutcome as) {
  const Branch ended = branches[index];
  branches[index].outcome = as;
  live.erase(index);
  Frame& frame = frames[ended.frame];
  const bool top = ended.parent == frame.parent;
  if (!top || as != StepOutcome::failure || frame.excepted || frame.playbook->exception.empty()) return;
  frame.excepted = true;
  const std::size_t opened =
      open_branch(ended.frame, ended.parent, kExceptionBranch, frame.playbook->exception);
  if (ended.parent != 0) node(ended.parent).branches.push_back(opened);
  if (!following(branches[opened])) {
    branches[opened].follows.clear();
    end_branch(opened, StepOutcome::failure);
  }
}

void Execution::State::cancel_below(std::uint64_t number, Instant now) {
  for (const std::size_t index : std::vector<std::size_t>{node(number).branches}) {
    if (branches[index].outcome) continue;
    const std::uint64_t current = branches[index].current;
    branches[index].follows.clear();
    branches[index].current = 0;
    branches[index].outcome = StepOutcome::cancelled;
    live.erase(index);
    if (current == 0) continue;
    cancel_below(current, now);
    close(current, StepOutcome::cancelled, {}, now);
  }
}

void Execution::State::hand_over(const RunEvent& event) {
  if (event.activation != 0) {
    shown(event.activation).person = event.text;
    return;
  }
  person = event.text;
  for (const std::uint64_t number : open) shown(number).person = event.text;
}

void Execution::State::end(const RunEvent& event) {
  for (const std::uint64_t number : std::set<std::uint64_t>{open})
    close(number, StepOutcome::cancelled, event.why, event.time);
  live.clear();
  paused_since.reset();
  outcome = event.outcome;
}

}  // namespace firsthour::playbooks
