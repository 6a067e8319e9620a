// SPDX-License-Identifier: Apache-2.0
// firsthour incident show: the newest version of the record, what the case knows beside it, what is missing;
// or who changed what when.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/incident_messages.h"
#include "cli/incident_record.h"
#include "playbooks/case_known.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{
    Option{"history", "", {"who changed what when, version by version", "逐版列出何人何时修改了什么"}}};

std::string in(const Terminal& terminal, const playbooks::Words& words) {
  return terminal.language() == Language::zh ? words.zh : words.en;
}

Try<> show_known(Terminal& terminal, const CaseReader& from, const playbooks::Incident& incident) {
  const auto known = playbooks::known_from_case(from, 0);
  if (!known) return give_up(case_failure(known.error()));
  if (!known->empty()) terminal.print(terminal.text(say::from_the_case));
  const auto fields = playbooks::fields_of(incident);
  for (const playbooks::KnownValue& one : *known) {
    const auto said = fields.find(one.field);
    std::string line = "  " + in(terminal, one.label) + ": " + terminal.name(in(terminal, one.value));
    if (said != fields.end())
      line +=
          "  " + terminal.text(say::said_by_people,
                               terminal.name(in(terminal, playbooks::shown_field(one.field, said->second))));
    terminal.print(line);
    terminal.emit(
        Json{{"type", "known"}, {"field", one.field}, {"label", one.label.en}, {"value", one.value.en}});
  }
  return {};
}

void show_version(Terminal& terminal, const playbooks::IncidentVersion& version) {
  terminal.print(terminal.text(say::version_title, version.version, version.event, beijing_time(version.time),
                               terminal.name(version.actor)));
  if (!version.reason.empty())
    terminal.print(terminal.text(say::version_reason, terminal.name(version.reason)));
  Json changes = Json::array();
  for (const playbooks::FieldChange& change : version.changes) {
    const auto word = [&](const std::string& value) {
      return value.empty() ? "—" : terminal.name(in(terminal, playbooks::shown_field(change.name, value)));
    };
    terminal.print("  " + in(terminal, playbooks::field_words(change.name)) + ": " + word(change.before) +
                   " → " + word(change.after));
    changes.push_back({{"field", change.name}, {"before", change.before}, {"after", change.after}});
  }
  terminal.emit(Json{{"type", "version"},
                     {"version", version.version},
                     {"event", version.event},
                     {"time", rfc3339(version.time)},
                     {"actor", version.actor},
                     {"reason", version.reason},
                     {"changes", changes}});
}

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto incident = current_incident(**opened);
  if (!incident) return give_up(incident.error());
  if (call.said.has("history")) {
    const auto history = playbooks::incident_history(**opened, 0);
    if (!history) return give_up(case_failure(history.error()));
    for (const playbooks::IncidentVersion& version : *history) show_version(call.terminal, version);
  } else {
    const auto classes = classification_for(call);
    if (!classes) return give_up(classes.error());
    const auto sources = clock_sources(call, **opened);
    if (!sources) return give_up(sources.error());
    show_incident(call.terminal, *incident, *classes, sources->agreed());
    if (auto shown = show_known(call.terminal, **opened, *incident); !shown) return give_up(shown.error());
    show_clock(call.terminal, *incident, sources->agreed());
    warn_of_clocks(call, *incident, *sources);
  }
  call.terminal.emit(Json{{"type", "summary"}, {"incident", incident->id}, {"version", incident->version}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_show_command{kOptions, run};

}  // namespace firsthour::cli
