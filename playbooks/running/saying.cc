// SPDX-License-Identifier: Apache-2.0
// What people say of a run, made into events; refused where it does not fit what is due.
#include "playbooks/running/state.h"
#include "playbooks/variable_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Kind = RunEvent::Kind;
using State = Execution::State;

Result<RunEvent> said(const State& state, Kind kind, std::uint64_t activation, const std::string& who,
                      std::string why, Instant now) {
  RunEvent event;
  event.kind = kind;
  event.time = now;
  event.run = state.run;
  event.activation = activation;
  event.who = who;
  event.why = std::move(why);
  if (state.frames.empty()) return fail(Errc::usage, "nothing has begun");
  event.playbook = state.frames.front().playbook->id;
  if (activation == 0) return event;
  if (!state.open.contains(activation))
    return fail(Errc::usage, fmt::format("no step {} is open", activation));
  event.step = state.shown(activation).step->id;
  event.playbook = state.shown(activation).playbook->id;
  return event;
}

// The event when the state would take it.
Result<RunEvent> fitting(const State& state, Result<RunEvent> event) {
  if (!event) return event;
  if (state.paused_since && event->kind != Kind::resumed && event->kind != Kind::handed_over &&
      event->kind != Kind::ended && event->kind != Kind::command_ended)
    return fail(Errc::usage, "the run is paused");
  if (auto fits = state.fits(*event); !fits) return fail(Errc::usage, fits.error().what);
  return event;
}

Result<> needs(const std::string& text, std::string_view what) {
  return text.empty() ? Result<>{fail(Errc::usage, std::string{what} + " is needed")} : Result<>{};
}

}  // namespace

Result<RunEvent> Execution::approve(std::uint64_t activation, const std::string& who, const std::string& why,
                                    Instant now) const {
  if (auto named = needs(who, "who approves"); !named) return tl::unexpected{named.error()};
  return fitting(*state_, said(*state_, Kind::approved, activation, who, why, now));
}

Result<RunEvent> Execution::refuse(std::uint64_t activation, const std::string& who, const std::string& why,
                                   Instant now) const {
  if (auto named = needs(who, "who refuses"); !named) return tl::unexpected{named.error()};
  return fitting(*state_, said(*state_, Kind::refused, activation, who, why.empty() ? "refused" : why, now));
}

Result<RunEvent> Execution::begin_command(const Due& due, const std::string& who, Instant now) const {
  auto event = said(*state_, Kind::command_begun, due.activation, who, {}, now);
  if (!event) return event;
  event->command = due.command;
  event->target = due.target;
  event->text = due.text;
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::end_command(const Due& due, StepOutcome outcome, const std::string& who,
                                        const std::string& why,
                                        const std::map<std::string, std::optional<std::string>>& values,
                                        Instant now) const {
  auto event = said(*state_, Kind::command_ended, due.activation, who, why, now);
  if (!event) return event;
  event->command = due.command;
  event->target = due.target;
  event->outcome = outcome;
  const Variables seen = state_->seen_by(due.activation);
  for (const auto& [key, value] : values) {
    const auto known = seen.find(key);
    if (known != seen.end() && known->second.constant) return fail(Errc::usage, key + " is a constant");
    if (known != seen.end() && value)
      if (auto fits = check_value(known->second.type, *value); !fits) return fail(key, fits.error());
    event->values[key] = value;
  }
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::decide(std::uint64_t activation, const std::string& option,
                                   const std::string& who, const std::string& why, Instant now) const {
  if (auto named = needs(who, "who decides"); !named) return tl::unexpected{named.error()};
  auto event = said(*state_, Kind::decided, activation, who, why, now);
  if (!event) return event;
  const auto& options = state_->shown(activation).step->handling.options;
  if (std::ranges::none_of(options, [&](const DecisionOption& one) { return one.key == option; })) {
    std::string keys;
    for (const DecisionOption& one : options) keys += (keys.empty() ? "" : ", ") + one.key;
    return fail(Errc::usage,
                keys.empty() ? "this step asks for no decision" : option + " is none of " + keys);
  }
  if (state_->wants_approval(activation)) return fail(Errc::usage, "it has to be approved first");
  if (!state_->only_asks(activation)) return fail(Errc::usage, "its commands come before the decision");
  event->text = option;
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::skip(std::uint64_t activation, const std::string& who, const std::string& why,
                                 Instant now) const {
  if (auto reason = needs(why, "the reason for leaving a step out"); !reason)
    return tl::unexpected{reason.error()};
  auto event = said(*state_, Kind::step_ended, activation, who, why, now);
  if (event) event->outcome = StepOutcome::skipped;
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::begin_rollback(std::uint64_t activation, const std::string& who,
                                           Instant now) const {
  if (auto named = needs(who, "who takes it back"); !named) return tl::unexpected{named.error()};
  return fitting(*state_, said(*state_, Kind::rollback_begun, activation, who, {}, now));
}

Result<RunEvent> Execution::end_rollback(std::uint64_t activation, StepOutcome outcome,
                                         const std::string& who, const std::string& why, Instant now) const {
  auto event = said(*state_, Kind::rollback_ended, activation, who, why, now);
  if (event) event->outcome = outcome;
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::decline_rollback(std::uint64_t activation, const std::string& who,
                                             const std::string& why, Instant now) const {
  if (auto reason = needs(why, "the reason for not taking it back"); !reason)
    return tl::unexpected{reason.error()};
  return fitting(*state_, said(*state_, Kind::rollback_declined, activation, who, why, now));
}

Result<RunEvent> Execution::pause(const std::string& who, const std::string& why, Instant now) const {
  return fitting(*state_, said(*state_, Kind::paused, 0, who, why, now));
}

Result<RunEvent> Execution::resume(const std::string& who, Instant now) const {
  return fitting(*state_, said(*state_, Kind::resumed, 0, who, {}, now));
}

Result<RunEvent> Execution::hand_over(std::uint64_t activation, const std::string& to, const std::string& who,
                                      Instant now) const {
  if (auto named = needs(to, "the person who takes it"); !named) return tl::unexpected{named.error()};
  auto event = said(*state_, Kind::handed_over, activation, who, {}, now);
  if (event) event->text = to;
  return fitting(*state_, std::move(event));
}

Result<RunEvent> Execution::stop(const std::string& who, const std::string& why, Instant now) const {
  if (auto reason = needs(why, "the reason for stopping"); !reason) return tl::unexpected{reason.error()};
  auto event = said(*state_, Kind::ended, 0, who, why, now);
  if (event) event->outcome = StepOutcome::cancelled;
  return fitting(*state_, std::move(event));
}

}  // namespace firsthour::playbooks
