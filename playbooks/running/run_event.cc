// SPDX-License-Identifier: Apache-2.0
// Events of a run as the ledger holds them.
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/execution.h"

#include <fmt/format.h>

#include <array>
#include <limits>

namespace firsthour::playbooks {
namespace {

using Kind = RunEvent::Kind;

constexpr std::array<std::pair<Kind, std::string_view>, 16> kKinds{{
    {Kind::begun, "begun"},
    {Kind::step_begun, "step-begun"},
    {Kind::checked, "checked"},
    {Kind::approved, "approved"},
    {Kind::refused, "refused"},
    {Kind::command_begun, "command-begun"},
    {Kind::command_ended, "command-ended"},
    {Kind::decided, "decided"},
    {Kind::rollback_begun, "rollback-begun"},
    {Kind::rollback_ended, "rollback-ended"},
    {Kind::rollback_declined, "rollback-declined"},
    {Kind::step_ended, "step-ended"},
    {Kind::paused, "paused"},
    {Kind::resumed, "resumed"},
    {Kind::handed_over, "handed-over"},
    {Kind::ended, "ended"},
}};

constexpr std::array<std::pair<StepOutcome, std::string_view>, 5> kOutcomes{{
    {StepOutcome::success, "success"},
    {StepOutcome::failure, "failure"},
    {StepOutcome::timeout, "timeout"},
    {StepOutcome::skipped, "skipped"},
    {StepOutcome::cancelled, "cancelled"},
}};

template <class Value, std::size_t size>
std::string_view name_in(const std::array<std::pair<Value, std::string_view>, size>& table, Value value) {
  for (const auto& [one, name] : table)
    if (one == value) return name;
  return "";
}

template <class Value, std::size_t size>
std::optional<Value> value_in(const std::array<std::pair<Value, std::string_view>, size>& table,
                              std::string_view name) {
  for (const auto& [value, one] : table)
    if (one == name) return value;
  return std::nullopt;
}

// Which keys the parts of an event have; written when they are not empty, read back the same way.
constexpr std::array<std::pair<std::string_view, std::string RunEvent::*>, 8> kTexts{{
    {"id", &RunEvent::run},
    {"playbook", &RunEvent::playbook},
    {"version", &RunEvent::version},
    {"step", &RunEvent::step},
    {"who", &RunEvent::who},
    {"why", &RunEvent::why},
    {"text", &RunEvent::text},
    {"output", &RunEvent::output},
}};

// What people read: the same things under the names that reports know.
void put_for_people(Json& body, const RunEvent& event, const Playbook* playbook) {
  const Step* step = playbook ? playbook->step(event.step) : nullptr;
  body["what"] = step
                     ? fmt::format("{}: {}", name_of(event.kind), step->name.empty() ? step->id : step->name)
                     : fmt::format("{}: {}", name_of(event.kind), playbook ? playbook->name : event.playbook);
  body["when"] = rfc3339(event.time);
  if (!event.who.empty()) body["who"] = event.who;
  if (!event.why.empty()) body["why"] = event.why;
  if (event.outcome) body["result"] = std::string{name_of(*event.outcome)};
  if (event.kind == Kind::decided || event.kind == Kind::checked) body["result"] = event.text;
  if (event.kind == Kind::command_begun) body["command"] = event.text;
  if (event.kind == Kind::rollback_begun) body["rollback"] = event.text;
}

Json values_json(const RunEvent& event) {
  Json values = Json::object();
  for (const auto& [key, value] : event.values) values[key] = value ? Json(*value) : Json(nullptr);
  return values;
}

class FromJson {
 public:
  explicit FromJson(const Json& run) : run_{run} {}

  Result<std::optional<RunEvent>> read() {
    const auto kind = value_in(kKinds, word("kind"));
    if (!kind) return fail(Errc::malformed, "run.kind is unknown: " + word("kind"));
    event_.kind = *kind;
    for (const auto& [key, member] : kTexts) event_.*member = word(key);
    const auto when = parse_rfc3339(word("time"));
    if (!when) return fail(Errc::malformed, "run.time is no time");
    event_.time = *when;
    event_.activation = number("activation", std::numeric_limits<std::int64_t>::max());
    event_.parent = number("parent", std::numeric_limits<std::int64_t>::max());
    event_.branch = static_cast<std::uint32_t>(number("branch", std::numeric_limits<std::uint32_t>::max()));
    event_.command = static_cast<std::uint32_t>(number("command", 1'000'000));
    event_.target = static_cast<std::uint32_t>(number("target", 1'000'000));
    if (run_.contains("outcome")) {
      event_.outcome = value_in(kOutcomes, word("outcome"));
      if (!event_.outcome) return fail(Errc::malformed, "run.outcome is unknown: " + word("outcome"));
    }
    if (run_.contains("exit")) event_.exit = static_cast<int>(number("exit", 1'000'000));
    if (run_.contains("drill_ms"))
      event_.drill_ms =
          static_cast<std::int64_t>(number("drill_ms", std::numeric_limits<std::int64_t>::max()));
    read_values();
    if (!wrong_.empty()) return fail(Errc::malformed, "run." + wrong_ + " has a value that it cannot have");
    return std::optional{event_};
  }

 private:
  std::string word(std::string_view key) {
    const auto found = run_.find(key);
    if (found == run_.end()) return {};
    if (!found->is_string()) wrong_ = key;
    return found->is_string() ? found->get<std::string>() : std::string{};
  }

  std::uint64_t number(std::string_view key, std::uint64_t most) {
    const auto found = run_.find(key);
    if (found == run_.end()) return 0;
    const bool whole =
        found->is_number_unsigned() || (found->is_number_integer() && found->get<std::int64_t>() >= 0);
    if (whole && found->get<std::uint64_t>() <= most) return found->get<std::uint64_t>();
    wrong_ = key;
    return 0;
  }

  void read_values() {
    const auto values = run_.find("values");
    if (values == run_.end()) return;
    if (!values->is_object()) return void(wrong_ = "values");
    for (const auto& [key, value] : values->items()) {
      if (!value.is_string() && !value.is_null()) wrong_ = "values";
      event_.values[key] = value.is_string() ? std::optional{value.get<std::string>()} : std::nullopt;
    }
  }

  const Json& run_;
  RunEvent event_;
  std::string wrong_;
};

}  // namespace

std::string_view name_of(RunEvent::Kind kind) { return name_in(kKinds, kind); }
std::string_view name_of(StepOutcome outcome) { return name_in(kOutcomes, outcome); }

std::string_view event_type_of(const RunEvent& event) {
  const bool decision =
      event.kind == Kind::approved || event.kind == Kind::refused || event.kind == Kind::decided;
  return decision ? event_type::decision : event_type::action;
}

Json body_of(const RunEvent& event, const Playbook* playbook) {
  Json body = Json::object();
  put_for_people(body, event, playbook);
  Json run{{"kind", std::string{name_of(event.kind)}}, {"time", rfc3339(event.time)}};
  for (const auto& [key, member] : kTexts)
    if (!(event.*member).empty()) run[std::string{key}] = event.*member;
  if (event.activation != 0) run["activation"] = event.activation;
  if (event.parent != 0) run["parent"] = event.parent;
  if (event.branch != 0) run["branch"] = event.branch;
  if (event.command != 0) run["command"] = event.command;
  if (event.target != 0) run["target"] = event.target;
  if (event.outcome) run["outcome"] = std::string{name_of(*event.outcome)};
  if (event.exit) run["exit"] = *event.exit;
  if (event.drill_ms) run["drill_ms"] = *event.drill_ms;
  if (!event.values.empty()) run["values"] = values_json(event);
  body["run"] = std::move(run);
  return body;
}

Result<std::optional<RunEvent>> run_event_from(const Json& body) {
  const auto run = body.is_object() ? body.find("run") : body.end();
  if (!body.is_object() || run == body.end()) return std::optional<RunEvent>{};
  if (!run->is_object()) return fail(Errc::malformed, "run is no object");
  return FromJson{*run}.read();
}

}  // namespace firsthour::playbooks
