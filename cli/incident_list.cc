// SPDX-License-Identifier: Apache-2.0
// firsthour incident list: one line for each case of a folder. A case that cannot be read is named, exit 3.
#include "casefile/folder.h"
#include "casefile/json.h"
#include "cli/case_door.h"
#include "cli/display_width.h"
#include "cli/incident_messages.h"
#include "cli/messages.h"
#include "playbooks/incident.h"

#include <algorithm>
#include <filesystem>
#include <map>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

Result<std::optional<playbooks::Incident>> incident_of(const std::string& path) {
  auto opened = open_case(path);
  if (!opened) return fail(path, opened.error());
  auto incident = playbooks::latest_incident(**opened, 0);
  if (!incident) return fail(path, incident.error());
  return incident;
}

void show(Terminal& terminal, const std::string& path, const playbooks::Incident& it) {
  const std::string moment = it.reported ? beijing_time(*it.reported) : terminal.text(say::blank);
  const bool open = it.state == playbooks::IncidentState::open;
  terminal.print(column(terminal.name(it.id), 18) + "  " +
                 column(terminal.text(open ? say::state_open : say::state_closed), 6) + "  " +
                 column(moment, 19) + "  " + column(terminal.name(it.name), 28) + "  " + terminal.name(path));
  Json json = playbooks::to_json(it);
  json["type"] = "incident";
  json["case"] = path;
  terminal.emit(json);
}

Try<Exit> run(const Invocation& call) {
  const Listing folder = entries_of(call.said.words[0]);
  if (!folder.failed.empty())
    return give_up(
        fail_errno("cannot read " + call.said.words[0], folder.failed.front().error.value()).value());
  std::vector<std::string> cases;
  for (const std::filesystem::path& path : folder.paths)
    if (path.extension() == ".case") cases.push_back(path.string());
  std::size_t incidents = 0;
  std::map<std::string, std::string> first_with;  // id: the case that has it
  Exit exit = Exit::done;
  for (const std::string& path : cases) {
    const auto incident = incident_of(path);
    if (!incident) {
      call.terminal.error(Failure{incident.error()});
      exit = Exit::partial;
    } else if (*incident) {
      show(call.terminal, path, **incident);
      ++incidents;
      const auto [known, fresh] = first_with.emplace((*incident)->id, path);
      if (fresh) continue;
      call.terminal.warn(say::same_incident_id, call.terminal.name(known->first), known->second, path);
      call.terminal.emit(Json{
          {"type", "same-id"}, {"incident", known->first}, {"cases", Json::array({known->second, path})}});
      exit = Exit::partial;
    }
  }
  call.terminal.emit(Json{{"type", "summary"}, {"cases", cases.size()}, {"incidents", incidents}});
  return exit;
}

}  // namespace

constinit const CommandBody incident_list_command{{}, run};

}  // namespace firsthour::cli
