// SPDX-License-Identifier: Apache-2.0
// firsthour service show: the year at a glance against the clauses, or one record with its history.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/display_width.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"

#include <map>

namespace firsthour::cli {
namespace {

using playbooks::DueState;
using playbooks::ServiceField;
using playbooks::ServiceKind;
using playbooks::ServiceRecord;
using playbooks::ServiceYear;

constexpr std::size_t kMostDues = 10;  // on the first screen

void show_contract(Terminal& terminal, const ServiceYear& year) {
  const playbooks::ServiceContract& contract = year.contract;
  const auto line = [&](const Text& label, const std::string& value) {
    if (!value.empty()) terminal.print(column(terminal.text(label), 15) + "  " + terminal.name(value));
  };
  if (year.has_contract) {
    line(say::show_contract, contract.id + (contract.name.empty() ? "" : "  " + contract.name));
    line(say::show_customer, contract.customer);
    line(say::show_provider, contract.provider);
    line(say::show_period,
         terminal.text(say::period_line, playbooks::day_text(contract.first_day),
                       playbooks::day_text(contract.last_day), playbooks::day_text(contract.signed_on)));
  }
  line(say::show_records, std::to_string(year.records.size()));
}

Severity weight_of(playbooks::ClauseProgress standing) {
  return standing == playbooks::ClauseProgress::behind ? Severity::high : Severity::info;
}

std::size_t show_scorecard(Terminal& terminal, const ServiceYear& year,
                           const playbooks::WorkingDays& calendar, Instant now) {
  std::size_t behind = 0;
  terminal.print("");
  terminal.print(terminal.bold(
      column(terminal.text(say::head_standing), 10) + "  " + column(terminal.text(say::head_clause), 30) +
      "  " + column(terminal.text(say::head_target), 36) + "  " + terminal.text(say::head_actual)));
  for (const playbooks::ClauseStanding& clause : playbooks::clause_standings(year, calendar, now)) {
    behind += clause.standing == playbooks::ClauseProgress::behind;
    const std::string state = column(in_words(terminal, words_of(clause.standing)), 10);
    std::string actual = in_words(terminal, clause.actual);
    if (!clause.breaches.empty())
      actual += "  " + terminal.text(say::head_breaches) + " " + std::to_string(clause.breaches.size());
    terminal.print(terminal.paint(weight_of(clause.standing), state) + "  " +
                   column(in_words(terminal, clause.title), 30) + "  " +
                   column(in_words(terminal, clause.target), 36) + "  " + actual);
    terminal.emit(Json{{"type", "clause"},
                       {"clause", clause.clause},
                       {"standing", name_of(clause.standing)},
                       {"target", clause.target.en},
                       {"actual", clause.actual.en},
                       {"records", clause.records.size()},
                       {"breaches", clause.breaches}});
  }
  return behind;
}

// What can still be done comes first, each with its moment; what is overdue as one line a kind, since a year
// without reports would fill screens.
void show_next(Terminal& terminal, const ServiceYear& year, const playbooks::WorkingDays& calendar,
               Instant now) {
  std::map<std::string, std::vector<playbooks::ServiceDue>> overdue;
  std::size_t shown = 0, more = 0;
  terminal.print("");
  for (playbooks::ServiceDue& due : playbooks::service_dues(year, calendar, now)) {
    if (due.state == DueState::due && (shown < kMostDues || terminal.json()))
      show_due(terminal, due), ++shown;
    else if (due.state == DueState::due)
      ++more;
    else if (due.state == DueState::overdue)
      overdue[due.kind].push_back(std::move(due));
  }
  for (const auto& [name, dues] : overdue) {
    if (terminal.json() || dues.size() == 1) {
      for (const playbooks::ServiceDue& due : dues) show_due(terminal, due);
      continue;
    }
    const ServiceKind& kind = *playbooks::service_kind(name);
    terminal.print(terminal.paint(
        Severity::high,
        terminal.text(say::overdue_line, dues.size(), terminal.language() == Language::zh ? kind.zh : kind.en,
                      beijing_time(dues.front().due).substr(0, 16),
                      beijing_time(dues.back().due).substr(0, 16))));
  }
  if (shown == 0 && overdue.empty()) terminal.say(say::nothing_due);
  if (more > 0) terminal.say(say::more_dues, more);
}

// What a version changed against the one before, and who recorded it when.
Try<> show_history(const Invocation& call, const CaseReader& from, const ServiceRecord& record) {
  Terminal& terminal = call.terminal;
  const ServiceKind& kind = *playbooks::service_kind(record.kind);
  std::map<std::string, std::string> before;
  int version = 0;
  terminal.print("");
  terminal.print(terminal.bold(terminal.text(say::head_history)));
  for (const std::uint64_t number : record.versions) {
    const auto read = from.each_event(number, number + 1, [&](const Event& event) -> Result<> {
      const auto json = parse_json(event.bytes);
      if (!json || !json->contains("body")) return {};
      const auto one = playbooks::service_record_from_json(json->at("body"));
      if (!one) return fail("event " + std::to_string(number), one.error());
      version = one->version;
      terminal.print(terminal.text(say::version_line, version, beijing_time(event.time),
                                   terminal.name(event.actor), number));
      Json changes = Json::object();
      for (const ServiceField& field : kind.fields) {
        const auto old = before.find(std::string{field.name});
        const std::string &value = one->text(field.name), was = old == before.end() ? "" : old->second;
        if (value == was) continue;
        changes[std::string{field.name}] = value;
        if (!before.empty())
          terminal.print(
              "  " + name_of_field(terminal, field) + ": " +
              (value.empty() ? terminal.text(say::blank_field) : shown_value(terminal, field, value)));
      }
      terminal.emit(Json{{"type", "version"},
                         {"id", one->id},
                         {"version", one->version},
                         {"event", number},
                         {"time", rfc3339(event.time)},
                         {"actor", event.actor},
                         {"changes", changes}});
      before = one->fields;
      return {};
    });
    if (!read) return give_up(case_failure(read.error()));
  }
  return {};
}

Try<Exit> show_record(const Invocation& call, const CaseReader& from, const ServiceYear& year) {
  const ServiceRecord* record = year.find(call.said.words[1]);
  if (!record) {
    std::vector<std::string> known;
    for (const ServiceRecord& each : year.records) known.push_back(each.id);
    const auto meant = nearest(call.said.words[1], known);
    return give_up(Exit::failed, "no record `" + call.said.words[1] + "` in this service year",
                   meant ? "did you mean `" + *meant + "`?" : "firsthour service list CASE");
  }
  Terminal& terminal = call.terminal;
  terminal.print(terminal.bold(record->id));
  for (const ServiceField& field : playbooks::service_kind(record->kind)->fields)
    if (const std::string& value = record->text(field.name); !value.empty())
      terminal.print(column(name_of_field(terminal, field), 22) + "  " + shown_value(terminal, field, value));
  terminal.emit(json_of(year, *record));
  for (const playbooks::ServiceProblem& problem : playbooks::problems_in(year, *record))
    terminal.warn(say::service_breach, problem.field, in_words(terminal, problem.what));
  if (auto shown = show_history(call, from, *record); !shown) return give_up(shown.error());
  terminal.emit(Json{{"type", "summary"}, {"id", record->id}, {"version", record->version}});
  return Exit::done;
}

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto year = service_year_in(call, **opened);
  if (!year) return give_up(year.error());
  if (call.said.words.size() > 1) return show_record(call, **opened, *year);
  const auto calendar = working_days(call);
  if (!calendar) return give_up(calendar.error());
  say_unpublished(call.terminal, *year, *calendar);
  show_contract(call.terminal, *year);
  const std::size_t behind = show_scorecard(call.terminal, *year, *calendar, call.clock.now());
  show_next(call.terminal, *year, *calendar, call.clock.now());
  call.terminal.emit(Json{{"type", "summary"},
                          {"contract", year->contract.id},
                          {"records", year->records.size()},
                          {"behind", behind},
                          {"unread", year->unread.size()}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody service_show_command{{}, run};

}  // namespace firsthour::cli
