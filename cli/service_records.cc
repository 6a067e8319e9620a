// SPDX-License-Identifier: Apache-2.0
#include "cli/service_records.h"

#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/data_folder.h"
#include "cli/display_width.h"
#include "cli/service_messages.h"
#include "playbooks/incident.h"

#include <array>

namespace firsthour::cli {

using playbooks::FieldKind;
using playbooks::ProblemKind;
using playbooks::ServiceField;
using playbooks::ServiceKind;
using playbooks::ServiceRecord;
using playbooks::ServiceYear;

Try<> no_incident_in(const CaseReader& from) {
  const auto incident = playbooks::latest_incident(from, 0);
  if (!incident || !*incident) return {};
  return give_up(Exit::failed, "this case holds the incident " + (*incident)->id,
                 "a service year has a case of its own: firsthour service open CASE --contract FILE");
}

Try<ServiceYear> service_year_in(const Invocation& call, const CaseReader& from) {
  if (auto alone = no_incident_in(from); !alone) return give_up(alone.error());
  auto year = playbooks::read_service_year(from);
  if (!year) return give_up(case_failure(year.error()));
  for (const std::string& problem : year->unread) call.terminal.warn(say::service_unread, problem);
  return std::move(*year);
}

std::string in_words(const Terminal& terminal, const playbooks::Words& words) {
  return terminal.language() == Language::zh ? words.zh : words.en;
}

std::string name_of_field(const Terminal& terminal, const ServiceField& field) {
  return std::string{terminal.language() == Language::zh ? field.zh : field.en};
}

std::string shown_value(const Terminal& terminal, const ServiceField& field, const std::string& value) {
  if (field.kind == FieldKind::choice)
    return terminal.name(in_words(terminal, playbooks::choice_words(field, value)));
  if (field.kind == FieldKind::time)
    if (const auto time = parse_rfc3339(value)) return beijing_time(*time).substr(0, 16);
  if (field.kind == FieldKind::truth && terminal.language() == Language::zh)
    return value == "yes" ? "是" : "否";
  return terminal.name(value);
}

Try<> set_service_fields(const Invocation& call, ServiceRecord& record,
                         const std::vector<std::string>& fields) {
  const ServiceKind* kind = playbooks::service_kind(record.kind);
  for (const std::string& said : fields) {
    const auto equals = said.find('=');
    if (equals == std::string::npos)
      return give_up(Exit::usage, "`" + said + "` is not FIELD=VALUE",
                     "e.g. by=李雷 or finished=2026-11-22T15:40+08:00");
    std::string name = said.substr(0, equals), value = said.substr(equals + 1);
    const ServiceField* field = kind ? playbooks::service_field_called(*kind, name) : nullptr;
    if (field) name = field->name;
    if (field && field->kind == FieldKind::time && value == "now") value = rfc3339(call.clock.now());
    if (field && field->kind == FieldKind::day && value == "today")
      value = playbooks::day_text(playbooks::day_of(call.clock.now()));
    if (auto set = playbooks::set_field(record, name, value); !set) return give_up(set.error());
  }
  return {};
}

Try<> check_service_record(const Invocation& call, const ServiceYear& year, const ServiceRecord& record) {
  std::string refused, fields;
  std::vector<playbooks::Words> breaches;
  for (const playbooks::ServiceProblem& problem : playbooks::problems_in(year, record)) {
    if (problem.kind == ProblemKind::breach) {
      breaches.push_back(problem.what);
      continue;
    }
    refused += (refused.empty() ? "" : "; ") + problem.field + ": " + in_words(call.terminal, problem.what);
    if (problem.kind == ProblemKind::missing) fields += " " + problem.field + "=…";
  }
  if (!refused.empty())
    return give_up(Exit::usage, "the " + record.kind + " was not recorded: " + refused,
                   fields.empty() ? "correct it and say it again" : "say" + fields);
  for (const playbooks::Words& breach : breaches)
    call.terminal.warn(say::service_breach, record.id, in_words(call.terminal, breach));
  return {};
}

std::string gist_of(const Terminal& terminal, const ServiceRecord& record) {
  const ServiceKind* kind = playbooks::service_kind(record.kind);
  std::string gist;
  constexpr std::size_t kEnough = 5;
  std::size_t told = 0;
  if (!kind) return gist;
  // A state changes, so it comes first; the fields of a kind stand in the order of their weight.
  if (const ServiceField* state = playbooks::service_field(*kind, "state"))
    gist = shown_value(terminal, *state, record.text("state"));
  for (const ServiceField& field : kind->fields) {
    const std::string& value = record.text(field.name);
    const bool leads = field.name == "day" || field.kind == FieldKind::items || field.name == "state" ||
                       field.name == "key" || field.name == "what";
    if (value.empty() || (leads && field.name != "what") ||
        (field.name == "what" && record.kind == "follow-up"))
      continue;
    gist += (gist.empty() ? "" : "  ") + shown_value(terminal, field, value);
    if (++told == kEnough) break;
  }
  return gist;
}

Json json_of(const ServiceYear& year, const ServiceRecord& record) {
  Json json = playbooks::to_json(record);
  json["type"] = "service";
  json["event"] = record.event;
  json["recorded"] = rfc3339(record.recorded);
  json["versions"] = record.versions;
  Json problems = Json::array();
  static constexpr std::array kKinds{"missing", "contradiction", "breach"};
  for (const playbooks::ServiceProblem& problem : playbooks::problems_in(year, record))
    problems.push_back({{"kind", kKinds[static_cast<std::size_t>(problem.kind)]},
                        {"field", problem.field},
                        {"what", problem.what.en}});
  json["problems"] = std::move(problems);
  return json;
}

Json json_of(const playbooks::ServiceDue& due) {
  return {{"type", "due"},           {"clause", due.clause},        {"kind", due.kind},
          {"period", due.period},    {"what", due.what.en},         {"from", rfc3339(due.from)},
          {"due", rfc3339(due.due)}, {"state", name_of(due.state)}, {"records", due.records},
          {"owed", due.owed}};
}

void show_due(Terminal& terminal, const playbooks::ServiceDue& due) {
  std::string state = column(in_words(terminal, words_of(due.state)), 8);
  if (due.state == playbooks::DueState::overdue) state = terminal.paint(Severity::high, state);
  terminal.print(state + "  " + column(beijing_time(due.due).substr(0, 16), 16) + "  " +
                 column(terminal.name(due.period), 14) + "  " + terminal.name(in_words(terminal, due.what)));
  terminal.emit(json_of(due));
}

Try<playbooks::WorkingDays> working_days(const Invocation& call) {
  const auto data = data_folder(call.environment, call.program);
  auto calendar = playbooks::WorkingDays::load(data ? *data + "/tables" : "");
  if (!calendar) return give_up(calendar.error());
  return std::move(*calendar);
}

void say_unpublished(Terminal& terminal, const ServiceYear& year, const playbooks::WorkingDays& calendar) {
  if (!year.has_contract) return terminal.warn(say::service_no_contract);
  for (int each = year.contract.first_day.year; each <= year.contract.last_day.year; ++each)
    if (!calendar.published(each)) terminal.warn(say::calendar_unpublished, each);
}

}  // namespace firsthour::cli
