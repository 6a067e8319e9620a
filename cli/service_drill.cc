// SPDX-License-Identifier: Apache-2.0
#include "cli/service_drill.h"

#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/drill_paper_messages.h"
#include "cli/service_messages.h"
#include "cli/service_records.h"
#include "playbooks/drill_to_year.h"

namespace firsthour::cli {
namespace {

using playbooks::ServiceRecord;

Try<std::vector<ServiceRecord>> records_of(const Invocation& call, const playbooks::ServiceYear& year,
                                           const std::string& word) {
  const auto opened = open_case(case_path(word));
  if (!opened) return give_up(case_failure(opened.error()));
  const auto overview = (*opened)->overview();
  if (!overview) return give_up(case_failure(overview.error()));
  auto records = playbooks::service_records_of(**opened, *overview, year,
                                               {rfc3339(call.clock.now()), author_of(call).actor});
  if (!records) return give_up(fail(word, records.error()).value());
  if (!*records) return give_up(Exit::usage, word + " holds no drill");
  return std::move(**records);
}

// Each goes into every record that has the field and does not say it yet.
Try<> fill_in(const Invocation& call, std::vector<ServiceRecord>& records) {
  for (std::size_t i = 2; i < call.said.words.size(); ++i) {
    const std::string& said = call.said.words[i];
    const std::string name = said.substr(0, said.find('='));
    bool known = false;
    for (ServiceRecord& record : records) {
      if (!playbooks::service_field(*playbooks::service_kind(record.kind), name)) continue;
      known = true;
      if (!record.text(name).empty()) continue;
      if (auto set = set_service_fields(call, record, {said}); !set) return set;
    }
    if (!known && !records.empty())
      return give_up(Exit::usage, "neither a drill nor a follow-up has a field `" + name + "`");
  }
  return {};
}

}  // namespace

Try<Exit> take_drill(const Invocation& call, CaseWriter& the_case, const playbooks::ServiceYear& year,
                     const std::string& drill_case) {
  if (call.said.words[1] != "drill")
    return give_up(Exit::usage, "--from takes over a drill", "firsthour service add CASE drill --from DRILL");
  auto records = records_of(call, year, drill_case);
  if (!records) return give_up(records.error());
  if (auto filled = fill_in(call, *records); !filled) return give_up(filled.error());
  for (const ServiceRecord& record : *records)
    if (auto checked = check_service_record(call, year, record); !checked) return give_up(checked.error());
  for (const ServiceRecord& record : *records) {
    const auto appended = the_case.append(event_type::service, playbooks::to_json(record));
    if (!appended) return give_up(appended.error());
    call.terminal.say(say::service_recorded, record.id, record.version);
    call.terminal.emit(Json{{"type", "record"},
                            {"kind", record.kind},
                            {"id", record.id},
                            {"version", record.version},
                            {"event", *appended}});
  }
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  if (records->empty())
    call.terminal.say(say::drill_nothing_new, drill_case);
  else
    call.terminal.say(say::drill_taken, drill_case, records->size());
  call.terminal.emit(Json{{"type", "summary"}, {"records", records->size()}});
  return Exit::done;
}

}  // namespace firsthour::cli
