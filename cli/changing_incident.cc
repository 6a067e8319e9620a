// SPDX-License-Identifier: Apache-2.0
#include "cli/changing_incident.h"

#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/incident_messages.h"
#include "cli/incident_record.h"
#include "cli/messages.h"

namespace firsthour::cli {

Try<Exit> change_incident(const Invocation& call, const std::function<Try<>(playbooks::Incident&)>& change) {
  auto opened = write_case(call);
  if (!opened) return give_up(opened.error());
  CaseWriter& the_case = **opened;
  auto incident = current_incident(the_case);
  if (!incident) return give_up(incident.error());
  const playbooks::Incident before = *incident;
  if (auto changed = change(*incident); !changed) return give_up(changed.error());
  const bool same = playbooks::fields_of(before) == playbooks::fields_of(*incident);
  if (!same) ++incident->version;
  if (auto recorded = record_incident(the_case, before, *incident, call.said.value("reason").value_or(""));
      !recorded)
    return give_up(recorded.error());
  const auto sources = clock_sources(call, the_case);
  if (auto closed = close_case(the_case, Exit::done); !closed) return closed;
  if (!sources) return give_up(sources.error());
  if (same)
    call.terminal.say(say::nothing_changed, incident->id);
  else
    call.terminal.say(say::incident_changed, incident->id, incident->version);
  show_clock(call.terminal, *incident, sources->agreed());
  call.terminal.emit(Json{{"type", "summary"}, {"incident", incident->id}, {"version", incident->version}});
  return Exit::done;
}

}  // namespace firsthour::cli
