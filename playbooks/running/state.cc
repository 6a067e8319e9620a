// SPDX-License-Identifier: Apache-2.0
#include "playbooks/running/state.h"

#include <algorithm>
#include <array>

namespace firsthour::playbooks {

Variables Execution::State::seen_by(std::uint64_t number) const {
  Variables seen = node(number).own;
  for (const auto& [key, variable] : frames[node(number).frame].variables) seen.try_emplace(key, variable);
  return seen;
}

Instant Execution::State::after(std::uint64_t number, std::chrono::nanoseconds since_begun) const {
  const std::int64_t stood_since = stood - node(number).stood_before;
  return {shown(number).begun.nanoseconds + since_begun.count() + stood_since};
}

Instant Execution::State::ready(std::uint64_t number) const {
  return after(number, shown(number).step->delay);
}

std::optional<Instant> Execution::State::fails(std::uint64_t number) const {
  const Step& step = *shown(number).step;
  if (step.timeout) return after(number, std::chrono::nanoseconds{step.delay} + *step.timeout);
  if (!node(number).running) return std::nullopt;
  return Instant{node(number).running_since.nanoseconds + std::chrono::nanoseconds{limits.command}.count()};
}

std::uint32_t Execution::State::places_of(const Step& step) {
  return static_cast<std::uint32_t>(std::max<std::size_t>(1, step.targets.size()));
}

bool Execution::State::for_a_person(const StepCommand& command) {
  static constexpr std::array kOurs{"bash", "ssh", "http-api", "yara", "sigma"};
  return std::ranges::find(kOurs, command.type) == kOurs.end();
}

bool Execution::State::wants_approval(std::uint64_t number) const {
  const Step& step = *shown(number).step;
  if (step.kind != StepKind::action || node(number).approved) return false;
  return std::ranges::any_of(step.commands,
                             [&](const StepCommand& command) { return changes_target(step, command); });
}

bool Execution::State::only_asks(std::uint64_t number) const {
  const Node& of = node(number);
  const Step& step = *shown(number).step;
  if (step.handling.options.empty()) return false;
  const bool commands_left = !of.concluded && of.command < step.commands.size();
  return !commands_left || (step.commands.size() == 1 && step.commands[0].type == "manual");
}

const Step* Execution::State::following(const Branch& branch) const {
  return frames[branch.frame].playbook->step(branch.follows);
}

}  // namespace firsthour::playbooks
