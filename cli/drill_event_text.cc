// SPDX-License-Identifier: Apache-2.0
// One event of a drill as a line for people, and as JSON.
#include "casefile/json.h"
#include "cli/drill_messages.h"
#include "cli/drill_runner.h"

#include <fmt/format.h>

namespace firsthour::cli {
namespace {

using playbooks::DrillEvent;
using Kind = DrillEvent::Kind;

std::string in_language(const Terminal& terminal, const playbooks::Words& words) {
  const bool zh = terminal.language() == Language::zh;
  const std::string& first = zh ? words.zh : words.en;
  return first.empty() ? (zh ? words.en : words.zh) : first;
}

std::string delivered_line(const Terminal& terminal, const playbooks::Drill& drill, const DrillEvent& event,
                           const std::string& time) {
  const playbooks::Inject* inject = drill.scenario().inject(event.subject);
  std::string to;
  for (const std::string& role : inject->to) to += (to.empty() ? "" : ", ") + role;
  return terminal.text(say::drill_delivered, time, terminal.name(event.subject), terminal.name(inject->from),
                       terminal.name(to), terminal.name(in_language(terminal, inject->text)));
}

std::string line_of(const Terminal& terminal, const playbooks::Drill& drill, const DrillEvent& event) {
  const std::string time = playbooks::drill_time_text(event.at);
  const std::string subject = terminal.name(event.subject), text = terminal.name(event.text);
  const auto value = [&](const char* key) {
    const auto found = event.values.find(key);
    return found == event.values.end() ? std::string{} : terminal.name(found->second);
  };
  switch (event.kind) {
    case Kind::delivered:
      return delivered_line(terminal, drill, event, time);
    case Kind::planted:
      return event.values.contains("failed")
                 ? terminal.text(say::drill_plant_failed, time, subject, value("failed"))
                 : terminal.text(say::drill_planted, time, subject, text);
    case Kind::removed:
      return terminal.text(say::drill_removed, time, subject, text, value("checked"));
    case Kind::met:
      return terminal.text(say::drill_met, time, subject, text);
    case Kind::answered:
      return terminal.text(say::drill_answered, time, subject, terminal.name(event.role), text);
    case Kind::clock:
      return terminal.text(say::drill_clock_said, time, name_of(event.change->kind));
    default:
      return terminal.text(say::drill_other, time, name_of(event.kind), subject, text);
  }
}

}  // namespace

void show_drill_event(Terminal& terminal, const playbooks::Drill& drill, const DrillEvent& event) {
  terminal.print(line_of(terminal, drill, event));
  Json json = body_of(event);
  json["type"] = "drill-event";
  json["time"] = playbooks::drill_time_text(event.at);
  terminal.emit(json);
}

}  // namespace firsthour::cli
