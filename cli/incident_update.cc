// SPDX-License-Identifier: Apache-2.0
// firsthour incident update: changes fields of the record.
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/incident_record.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kKeyOption, kNationalKeyOption};

Try<Exit> run(const Invocation& call) {
  const std::vector<std::string> fields{call.said.words.begin() + 1, call.said.words.end()};
  return change_incident(call, [&](playbooks::Incident& incident) { return set_fields(incident, fields); });
}

}  // namespace

constinit const CommandBody incident_update_command{kOptions, run};

}  // namespace firsthour::cli
