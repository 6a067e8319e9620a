// SPDX-License-Identifier: Apache-2.0
// firsthour incident show: the newest version of the record.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/clocks.h"
#include "cli/incident_record.h"

namespace firsthour::cli {
namespace {

Try<Exit> run(const Invocation& call) {
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto incident = current_incident(**opened);
  if (!incident) return give_up(incident.error());
  show_incident(call.terminal, *incident);
  show_clock(call.terminal, *incident);
  const auto sources = clock_sources(call, **opened);
  if (!sources) return give_up(sources.error());
  warn_of_clocks(call, *incident, *sources);
  call.terminal.emit(Json{{"type", "summary"}, {"incident", incident->id}, {"version", incident->version}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_show_command{{}, run};

}  // namespace firsthour::cli
