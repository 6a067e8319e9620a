// SPDX-License-Identifier: Apache-2.0
// firsthour incident clock: the moments of an incident and the 60 minutes to the site.
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/changing_incident.h"
#include "cli/incident_record.h"

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kOptions{kKeyOption, kNationalKeyOption};

// A moment without a time is now, by this machine's clock.
Try<> set_moments(const Invocation& call, playbooks::Incident& incident) {
  std::vector<std::string> fields;
  for (std::size_t i = 1; i < call.said.words.size(); ++i) {
    const std::string& word = call.said.words[i];
    fields.push_back(word.find('=') == std::string::npos ? word + "=" + rfc3339(call.clock.now()) : word);
  }
  return set_fields(incident, fields);
}

Try<Exit> run(const Invocation& call) {
  if (call.said.words.size() > 1) {
    return change_incident(call, [&](playbooks::Incident& incident) { return set_moments(call, incident); });
  }
  auto opened = read_case(call);
  if (!opened) return give_up(opened.error());
  const auto incident = current_incident(**opened);
  if (!incident) return give_up(incident.error());
  show_clock(call.terminal, *incident);
  call.terminal.emit(Json{{"type", "summary"}, {"incident", incident->id}, {"version", incident->version}});
  return Exit::done;
}

}  // namespace

constinit const CommandBody incident_clock_command{kOptions, run};

}  // namespace firsthour::cli
