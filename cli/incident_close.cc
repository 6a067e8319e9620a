// SPDX-License-Identifier: Apache-2.0
// firsthour incident close: the record's last version; the case stays.
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/incident_record.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kReasonOption, kKeyOption, kNationalKeyOption};

Try<Exit> run(const Invocation& call) {
  return change_incident(call, [&](playbooks::Incident& incident) -> Try<> {
    if (incident.state == playbooks::IncidentState::closed) {
      return give_up(Exit::failed, "the incident " + incident.id + " is closed already");
    }
    incident.state = playbooks::IncidentState::closed;
    if (!incident.closed) incident.closed = call.clock.now();
    return {};
  });
}

}  // namespace

constinit const CommandBody incident_close_command{kOptions, run};

}  // namespace firsthour::cli
