// SPDX-License-Identifier: Apache-2.0
#include "playbooks/execution.h"

#include "playbooks/running/state.h"
#include "playbooks/variable_text.h"

namespace firsthour::playbooks {

Execution::Execution(const PlaybookShelf& shelf, RunLimits limits)
    : state_{std::make_unique<State>(shelf, limits)} {}
Execution::Execution(Execution&&) noexcept = default;
Execution& Execution::operator=(Execution&&) noexcept = default;
Execution::~Execution() = default;

Result<RunEvent> Execution::begin(std::string_view playbook, const std::string& run,
                                  const std::map<std::string, std::string>& values, Instant now,
                                  const std::string& who) const {
  if (begun()) return fail(Errc::usage, "this run has begun already");
  const Playbook* found = state_->shelf.find(playbook);
  if (!found) return fail(Errc::not_found, "no playbook has the id " + std::string{playbook});
  if (const Words why = not_to_be_run(*found, now); !why.en.empty()) return fail(Errc::denied, why.en);
  RunEvent event;
  event.kind = RunEvent::Kind::begun;
  event.time = now;
  event.run = run;
  event.playbook = found->id;
  event.version = found->version;
  event.who = who;
  for (const auto& [key, value] : values) {
    const auto variable = found->variables.find(key);
    if (variable == found->variables.end() || !variable->second.external)
      return fail(Errc::usage, key + " is no external variable of this playbook");
    if (auto fits = check_value(variable->second.type, value); !fits) return fail(key, fits.error());
    event.values[key] = value;
  }
  for (const auto& [key, variable] : found->variables)
    if (variable.external && !variable.value && !values.contains(key))
      return fail(Errc::usage, key + " needs a value: " +
                                   (variable.description.empty() ? variable.type : variable.description));
  return event;
}

Result<> Execution::apply(const RunEvent& event) {
  if (auto fits = state_->fits(event); !fits) return fits;
  state_->apply(event);
  return {};
}

bool Execution::begun() const { return !state_->frames.empty(); }
bool Execution::paused() const { return state_->paused_since.has_value(); }
std::optional<StepOutcome> Execution::outcome() const { return state_->outcome; }
const std::string& Execution::run() const { return state_->run; }
const Playbook* Execution::playbook() const { return begun() ? state_->frames.front().playbook : nullptr; }
const std::vector<Activation>& Execution::activations() const { return state_->activations; }
Variables Execution::variables() const { return begun() ? state_->frames.front().variables : Variables{}; }

Variables Execution::variables_of(std::uint64_t activation) const {
  return activation >= 1 && activation <= state_->nodes.size() ? state_->seen_by(activation) : Variables{};
}

}  // namespace firsthour::playbooks
