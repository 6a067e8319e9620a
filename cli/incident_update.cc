// SPDX-License-Identifier: Apache-2.0
// firsthour incident update: changes fields of the record.
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/incident_record.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kReasonOption, kKeyOption, kNationalKeyOption};

// A closed record is opened again only with a reason; its time of closing stays in the history.
Try<> change(const Invocation& call, playbooks::Incident& incident, const std::vector<std::string>& fields) {
  using playbooks::IncidentState;
  const IncidentState before = incident.state;
  if (auto set = set_fields(call, incident, fields); !set) return set;
  if (before != IncidentState::closed || incident.state != IncidentState::open) return {};
  if (call.said.value("reason").value_or("").empty())
    return give_up(Exit::usage, "the incident " + incident.id + " is closed; opening it again needs a reason",
                   "firsthour incident update CASE state=open --reason TEXT");
  incident.closed = std::nullopt;
  return {};
}

Try<Exit> run(const Invocation& call) {
  const std::vector<std::string> fields{call.said.words.begin() + 1, call.said.words.end()};
  return change_incident(call, [&](playbooks::Incident& incident) { return change(call, incident, fields); });
}

}  // namespace

constinit const CommandBody incident_update_command{kOptions, run};

}  // namespace firsthour::cli
