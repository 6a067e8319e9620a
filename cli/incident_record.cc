// SPDX-License-Identifier: Apache-2.0
#include "cli/incident_record.h"

#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/messages.h"

#include <fmt/format.h>

namespace firsthour::cli {
namespace {

using playbooks::Incident;

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
  if (auto set = set_fields(incident, fields); !set) return give_up(set.error());
  if (auto recorded = record_incident(the_case, incident); !recorded) return give_up(recorded.error());
  return incident;
}

Try<Incident> current_incident(const CaseReader& the_case) {
  auto incident = playbooks::latest_incident(the_case, 0);
  if (!incident) return give_up(case_failure(incident.error()));
  if (!*incident)
    return give_up(Exit::failed, "no incident is open in this case", "firsthour incident open CASE");
  return std::move(**incident);
}

Try<> set_fields(Incident& incident, const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    const auto equals = field.find('=');
    if (equals == std::string::npos) {
      return give_up(Exit::usage, "`" + field + "` is not FIELD=VALUE",
                     "e.g. place=机房 or arrived=2026-11-22T13:37+08:00");
    }
    if (auto set = playbooks::set_field(incident, field.substr(0, equals), field.substr(equals + 1)); !set) {
      return give_up(set.error());
    }
  }
  return {};
}

Try<> record_incident(CaseWriter& the_case, const Incident& incident) {
  const auto appended = the_case.append(event_type::incident, playbooks::to_json(incident));
  if (!appended) return give_up(appended.error());
  return {};
}

void show_incident(Terminal& terminal, const Incident& incident) {
  Json json = playbooks::to_json(incident);
  if (!terminal.json()) {
    for (const auto& [name, value] : json.items()) {
      terminal.print(column(name, 17) + "  " +
                     terminal.name(value.is_string() ? value.get<std::string>() : value.dump()));
    }
    return;
  }
  json["type"] = "incident";
  terminal.emit(json);
}

namespace {

std::string moment_name(const Terminal& terminal, const std::string& field) {
  for (const Text& name : say::kOnSiteFrom)
    if (name.en == field) return terminal.text(name);
  return field;
}

}  // namespace

std::string clock_line(const Terminal& terminal, const Incident& incident) {
  const playbooks::OnSiteClock clock = playbooks::on_site_clock(incident);
  const std::string from = moment_name(terminal, incident.on_site_from);
  if (clock.seconds && clock.met) {
    return terminal.text(*clock.met ? say::clock_met : say::clock_missed, minutes_and_seconds(*clock.seconds),
                         from);
  }
  if (clock.due) return terminal.text(say::clock_running, beijing_time(*clock.due));
  return terminal.text(say::clock_unknown, from);
}

void show_clock(Terminal& terminal, const Incident& incident) {
  const playbooks::OnSiteClock clock = playbooks::on_site_clock(incident);
  Json json{
      {"type", "clock"}, {"on_site_from", incident.on_site_from}, {"contradictions", clock.contradictions}};
  if (clock.due) json["due"] = rfc3339(*clock.due);
  if (clock.arrived) json["arrived"] = rfc3339(*clock.arrived);
  if (clock.seconds) json["seconds"] = *clock.seconds;
  if (clock.met) json["met"] = *clock.met;
  terminal.emit(json);
  terminal.print(clock_line(terminal, incident));
  for (const std::string& contradiction : clock.contradictions)
    terminal.warn(say::clock_contradiction, contradiction);
}

}  // namespace firsthour::cli
