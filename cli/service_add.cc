// SPDX-License-Identifier: Apache-2.0
// firsthour service add: a new record of the service year, a further version of one, or many from a table.
#include "casefile/json.h"
#include "cli/adding.h"
#include "cli/case_door.h"
#include "cli/questions.h"
#include "cli/service_drill.h"
#include "cli/service_import.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"
#include "cli/stop.h"

#include <algorithm>
#include <array>

namespace firsthour::cli {
namespace {

using playbooks::FieldKind;
using playbooks::ServiceField;
using playbooks::ServiceKind;
using playbooks::ServiceRecord;
using playbooks::ServiceYear;

constexpr std::array kOptions{
    Option{"file",
           "FILE",
           {"attach it to the record; FIELD=FILE into another field than `items` (sign_in=sheet.jpg)",
            "作为附件存入案件；FIELD=FILE 存入 items 以外的字段（如 sign_in=签到表.jpg）"},
           true},
    Option{"import",
           "FILE",
           {"many records of the kind from a CSV table; FIELD=VALUE for the cells that are empty",
            "由 CSV 表导入多条记录；FIELD=VALUE 用于空单元格"}},
    Option{"from",
           "DRILL",
           {"of the kind drill: take over a drill's case, each improvement as a follow-up",
            "用于 drill：由演练案件转入，改进事项逐项转为整改事项"}},
    Option{"yes", "", {"ask nothing; what is missing is an error", "不提问；缺少必填项即为错误"}},
    kKeyOption,
    kNationalKeyOption,
};

// The word is a kind (a new record) or an id (a further version).
Try<ServiceRecord> begin_record(const ServiceYear& year, const std::string& word) {
  if (const ServiceKind* kind = playbooks::service_kind_called(word)) {
    ServiceRecord record;
    record.kind = kind->name;
    record.id = playbooks::next_id(year, kind->name);
    return record;
  }
  if (const ServiceRecord* known = year.find(word)) {
    ServiceRecord next = *known;
    ++next.version;
    return next;
  }
  std::vector<std::string> known;
  for (const ServiceKind& kind : playbooks::service_kinds()) known.emplace_back(kind.name);
  const auto meant = nearest(word, known);
  std::string list;
  for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
  return give_up(Exit::usage, "`" + word + "` is neither a kind of record nor the id of one",
                 meant ? "did you mean `" + *meant + "`?" : "kinds: " + list);
}

// People write wall time and both languages' words.
std::string as_typed(const ServiceField& field, const std::string& answer) {
  if (field.kind == FieldKind::time)
    if (const auto time = wall_time(answer)) return rfc3339(*time);
  return answer;
}

Try<> ask_one(const Invocation& call, ServiceRecord& record, const ServiceField& field) {
  std::string question = name_of_field(call.terminal, field) + " (" + std::string{field.name};
  for (const std::string_view choice : field.choices) question += " " + std::string{choice};
  question += ")?";
  while (true) {
    const auto answer = call.terminal.ask(question);
    if (stop_asked()) return give_up(Exit::interrupted, "stopped while asking", "nothing was recorded");
    if (!answer || answer->empty()) return {};
    const auto set =
        set_service_fields(call, record, {std::string{field.name} + "=" + as_typed(field, *answer)});
    if (set) return {};
    call.terminal.talk(set.error().what);
  }
}

// Each missing field once: one answer may make another field necessary, so it goes round.
Try<> ask_missing(const Invocation& call, ServiceRecord& record) {
  const ServiceKind& kind = *playbooks::service_kind(record.kind);
  std::vector<std::string> asked;
  while (true) {
    const ServiceField* next = nullptr;
    for (const playbooks::ServiceProblem& problem : playbooks::problems_in(record))
      if (!next && problem.kind == playbooks::ProblemKind::missing &&
          std::find(asked.begin(), asked.end(), problem.field) == asked.end())
        next = playbooks::service_field(kind, problem.field);
    if (!next) return {};
    asked.emplace_back(next->name);
    if (auto done = ask_one(call, record, *next); !done) return done;
  }
}

Try<> attach_files(const Invocation& call, CaseWriter& the_case, ServiceRecord& record) {
  const ServiceKind& kind = *playbooks::service_kind(record.kind);
  for (const std::string& said : call.said.values("file")) {
    std::string file = said, name = "items";
    if (const auto equals = said.find('='); equals != std::string::npos) {
      const ServiceField* field = playbooks::service_field(kind, said.substr(0, equals));
      if (field && field->kind == FieldKind::items) {
        name = field->name;
        file = said.substr(equals + 1);
      }
    }
    const Adding adding{"document", "service.add", {{"title", record.id + " " + name}}, {}};
    const auto brought = add_file(call, the_case, file, adding, {});
    if (!brought) return give_up(brought.error());
    const std::string ids = record.text(name);
    if (auto set = playbooks::set_field(record, name, ids + (ids.empty() ? "" : " ") + brought->item.id);
        !set)
      return give_up(set.error());
  }
  return {};
}

Try<> check_items(const CaseReader& from, const ServiceRecord& record) {
  for (const ServiceField& field : playbooks::service_kind(record.kind)->fields) {
    if (field.kind != FieldKind::items) continue;
    std::string_view ids = record.text(field.name);
    while (!ids.empty()) {
      const auto end = std::min(ids.find(' '), ids.size());
      if (const auto item = from.item(ids.substr(0, end)); !item)
        return give_up(
            Exit::usage,
            std::string{field.name} + " names no item of this case: " + std::string{ids.substr(0, end)},
            "--file FILE attaches one");
      ids.remove_prefix(std::min(end + 1, ids.size()));
    }
  }
  return {};
}

Try<> record_it(const Invocation& call, CaseWriter& the_case, const ServiceYear& year,
                ServiceRecord& record) {
  const ServiceRecord* before = year.find(record.id);
  if (before) {
    if (auto moved = playbooks::may_follow(*before, record); !moved) return give_up(moved.error());
    playbooks::forget_later_stages(*before, record);
  }
  if (call.terminal.interactive() && !call.said.has("yes"))
    if (auto asked = ask_missing(call, record); !asked) return asked;
  if (auto checked = check_service_record(call, year, record); !checked) return checked;
  if (auto known = check_items(the_case, record); !known) return known;
  if (auto attached = attach_files(call, the_case, record); !attached) return attached;
  if (before && before->fields == record.fields)
    return give_up(Exit::usage, record.id + " says that already", "nothing was recorded");
  const auto appended = the_case.append(event_type::service, playbooks::to_json(record));
  if (!appended) return give_up(appended.error());
  record.event = *appended;
  return {};
}

Try<Exit> run(const Invocation& call) {
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  const auto year = service_year_in(call, **opened);
  if (!year) return give_up(year.error());
  if (const auto drill = call.said.value("from")) return take_drill(call, **opened, *year, *drill);
  auto record = begin_record(*year, call.said.words[1]);
  if (!record) return give_up(record.error());
  const std::vector<std::string> fields{call.said.words.begin() + 2, call.said.words.end()};
  if (auto set = set_service_fields(call, *record, fields); !set) return give_up(set.error());
  if (const auto file = call.said.value("import")) {
    if (year->find(record->id))
      return give_up(Exit::usage, "--import makes new records of a kind, not versions of " + record->id);
    return import_records(call, **opened, *year, *record, *file);
  }
  const auto recorded = record_it(call, **opened, *year, *record);
  if (auto closed = close_case(**opened, Exit::done); !closed) return closed;
  if (!recorded) return give_up(recorded.error());
  call.terminal.say(say::service_recorded, record->id, record->version);
  call.terminal.emit(Json{{"type", "summary"},
                          {"kind", record->kind},
                          {"id", record->id},
                          {"version", record->version},
                          {"event", record->event}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody service_add_command{kOptions, run};

}  // namespace firsthour::cli
