// SPDX-License-Identifier: Apache-2.0
#include "cli/incident_record.h"

#include "casefile/bytes.h"
#include "casefile/json.h"
#include "cli/data_folder.h"
#include "cli/display_width.h"
#include "cli/incident_messages.h"
#include "cli/messages.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::cli {
namespace {

using playbooks::Incident;

constexpr std::size_t kFieldName = 30, kFieldIndent = kFieldName + 4;

// "IR-20261122-1337", Beijing time as on the forms; "EX-…" for practice.
std::string new_id(Instant now, bool exercise) {
  const std::string local = beijing_time(now);
  return (exercise ? "EX-" : "IR-") + local.substr(0, 4) + local.substr(5, 2) + local.substr(8, 2) + "-" +
         local.substr(11, 2) + local.substr(14, 2);
}

std::string minutes_and_seconds(std::int64_t seconds) {
  return fmt::format("{}:{:02}", seconds / 60, seconds % 60);
}

}  // namespace

Try<Incident> open_incident(const Invocation& call, CaseWriter& the_case, const playbooks::Answers& answers,
                            const std::vector<std::string>& fields) {
  const auto before = playbooks::latest_incident(the_case, 0);
  if (!before) return give_up(case_failure(before.error()));
  if (*before) {
    return give_up(Exit::failed, "the incident " + (*before)->id + " is open in this case already",
                   "firsthour incident update CASE FIELD=VALUE changes it");
  }
  const auto overview = the_case.overview();
  if (!overview) return give_up(case_failure(overview.error()));
  Incident incident;
  incident.exercise = overview->exercise;
  incident.id = new_id(call.clock.now(), incident.exercise);
  incident.name = overview->name;
  if (answers.contract) incident.on_site_from = answers.contract->on_site_from;
  for (const auto& [name, value] : answers.incident) {
    if (auto set = playbooks::set_field(incident, name, value); !set) return give_up(set.error());
  }
  if (auto set = set_fields(call, incident, fields); !set) return give_up(set.error());
  Incident nothing;
  nothing.version = 0;
  if (auto recorded = record_incident(the_case, nothing, incident, {}); !recorded)
    return give_up(recorded.error());
  return incident;
}

Try<Incident> current_incident(const CaseReader& the_case) {
  auto incident = playbooks::latest_incident(the_case, 0);
  if (!incident) return give_up(case_failure(incident.error()));
  if (!*incident)
    return give_up(Exit::failed, "no incident is open in this case", "firsthour incident open CASE");
  return std::move(**incident);
}

Try<playbooks::Classification> classification_for(const Invocation& call) {
  // The field build carries no data folder: then the built-in tables count.
  const auto data = data_folder(call.environment, call.program);
  auto loaded = playbooks::Classification::load(data ? *data + "/tables" : std::string{});
  if (!loaded) return give_up(loaded.error());
  return std::move(*loaded);
}

namespace {

constexpr std::uint64_t kLongestFile = 64 << 10;

// "@FILE" is the file's text without its last line end.
Try<std::string> value_of(const std::string& said) {
  if (said.starts_with("@@")) return said.substr(1);
  if (!said.starts_with('@')) return said;
  auto text = read_file(said.substr(1), kLongestFile);
  if (!text) return give_up(text.error());
  while (text->ends_with('\n') || text->ends_with('\r')) text->pop_back();
  return std::move(*text);
}

// A class by code or by name, of the tables in force.
Try<std::string> class_code(const Invocation& call, const std::string& value) {
  if (value.empty()) return value;
  const auto classes = classification_for(call);
  if (!classes) return give_up(classes.error());
  auto code = classes->code_of(value);
  if (!code) return give_up(code.error());
  return std::move(*code);
}

}  // namespace

Try<> set_fields(const Invocation& call, Incident& incident, const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) {
      return give_up(Exit::usage, "`" + field + "` is not FIELD=VALUE",
                     "e.g. place=机房 or arrived=2026-11-22T13:37+08:00");
    }
    const std::string name = playbooks::field_called(field.substr(0, equals));
    auto value = value_of(field.substr(equals + 1));
    if (value && name == "class_code") value = class_code(call, *value);
    if (value && *value == "now" && playbooks::is_time(name)) value = rfc3339(call.clock.now());
    if (!value) return give_up(value.error());
    if (auto set = playbooks::set_field(incident, name, *value); !set) return give_up(set.error());
  }
  return {};
}

Try<> record_incident(CaseWriter& the_case, const Incident& before, const Incident& after,
                      const std::string& reason) {
  const auto bodies = playbooks::change_bodies(before, after, reason);
  if (bodies.empty()) return {};
  const auto appended = the_case.append_all(event_type::incident, bodies);
  if (!appended) return give_up(appended.error());
  return {};
}

namespace {

std::string in(const Terminal& terminal, const playbooks::Words& words) {
  return terminal.language() == Language::zh ? words.zh : words.en;
}

void show_fields(Terminal& terminal, const Incident& incident, const playbooks::Classification& classes) {
  const std::size_t width = std::max<std::size_t>(terminal.columns(), 60) - kFieldIndent;
  const std::string indent(kFieldIndent, ' ');
  for (const playbooks::RecordGroup& group : playbooks::fields_by_group(incident)) {
    terminal.print(terminal.bold(in(terminal, group.title)));
    for (const auto& [name, value] : group.fields) {
      std::string shown = in(terminal, playbooks::shown_field(name, value));
      if (name == "class_code") shown = value + "  " + in(terminal, classes.class_path(value));
      shown = terminal.name(shown) + (terminal.verbose() ? "  [" + name + "]" : "");
      terminal.print("  " + column(in(terminal, playbooks::field_words(name)), kFieldName) + "  " +
                     (terminal.out_is_tty() ? wrap(shown, width, indent) : shown));
    }
  }
}

void show_gaps(Terminal& terminal, const Incident& incident, const playbooks::ServiceContract* contract) {
  const auto missing = playbooks::missing_fields(incident, contract);
  std::string list;
  for (const std::string& name : missing)
    list += (list.empty() ? "" : terminal.text(say::list_comma)) +
            in(terminal, playbooks::field_words(name)) + " (" + name + ")";
  if (!missing.empty()) terminal.print(terminal.text(say::record_lacks, missing.size(), list));
  terminal.emit(Json{{"type", "missing"}, {"fields", missing}});
  for (const playbooks::Words& wrong : playbooks::contradictions(incident)) {
    terminal.warn(say::record_contradiction, in(terminal, wrong));
    terminal.emit(Json{{"type", "contradiction"}, {"zh", wrong.zh}, {"en", wrong.en}});
  }
}

}  // namespace

void show_incident(Terminal& terminal, const Incident& incident, const playbooks::Classification& classes,
                   const playbooks::ServiceContract* contract) {
  Json json = playbooks::to_json(incident);
  json["type"] = "incident";
  terminal.emit(json);
  if (!terminal.json()) show_fields(terminal, incident, classes);
  show_gaps(terminal, incident, contract);
}

namespace {

std::string moment_name(const Terminal& terminal, const std::string& field) {
  for (const Text& name : say::kOnSiteFrom)
    if (name.en == field) return terminal.text(name);
  return field;
}

}  // namespace

std::string clock_line(const Terminal& terminal, const Incident& incident,
                       const playbooks::ServiceContract* contract) {
  const playbooks::OnSiteClock clock = playbooks::on_site_clock(incident, contract);
  const std::string from = moment_name(terminal, clock.from_moment);
  if (clock.seconds && clock.met) {
    return terminal.text(*clock.met ? say::clock_met : say::clock_missed, minutes_and_seconds(*clock.seconds),
                         from, clock.limit_minutes);
  }
  if (clock.due) return terminal.text(say::clock_running, beijing_time(*clock.due));
  return terminal.text(say::clock_unknown, from, clock.limit_minutes);
}

void show_clock(Terminal& terminal, const Incident& incident, const playbooks::ServiceContract* contract) {
  const playbooks::OnSiteClock clock = playbooks::on_site_clock(incident, contract);
  Json json{{"type", "clock"},
            {"on_site_from", clock.from_moment},
            {"limit_minutes", clock.limit_minutes},
            {"contradictions", clock.contradictions}};
  if (clock.due) json["due"] = rfc3339(*clock.due);
  if (clock.arrived) json["arrived"] = rfc3339(*clock.arrived);
  if (clock.seconds) json["seconds"] = *clock.seconds;
  if (clock.met) json["met"] = *clock.met;
  terminal.emit(json);
  terminal.print(clock_line(terminal, incident, contract));
  for (const std::string& contradiction : clock.contradictions)
    terminal.warn(say::clock_contradiction, contradiction);
}

}  // namespace firsthour::cli
