// SPDX-License-Identifier: Apache-2.0
#include "casefile/event.h"
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_fields.h"

namespace firsthour::playbooks {

Json to_json(const Incident& incident) {
  Json json = Json::object();
  for (const TextField& field : kTextFields)
    if (!(incident.*field.member).empty()) json[std::string{field.name}] = incident.*field.member;
  for (const TimeField& field : kTimeFields)
    if (incident.*field.member) json[std::string{field.name}] = rfc3339(*(incident.*field.member));
  json["exercise"] = incident.exercise;
  json["state"] = incident.state == IncidentState::open ? "open" : "closed";
  json["version"] = incident.version;
  json["on_site_from"] = incident.on_site_from;
  return json;
}

Incident read_incident(const Json& json, std::vector<std::string>& problems) {
  Incident incident;
  if (!json.is_object()) {
    problems.emplace_back("an incident is not an object");
    return incident;
  }
  const auto take = [&](std::string_view name) {
    const auto found = json.find(name);
    if (found == json.end()) return;
    if (!found->is_string()) {
      problems.push_back(std::string{name} + " is not a string");
    } else if (const auto set = set_field(incident, name, found->get_ref<const std::string&>()); !set) {
      problems.push_back(set.error().what);
    }
  };
  for (const TextField& field : kTextFields) take(field.name);
  for (const TimeField& field : kTimeFields) take(field.name);
  take("state");
  take("on_site_from");
  if (const auto found = json.find("exercise"); found != json.end()) {
    if (found->is_boolean())
      incident.exercise = found->get<bool>();
    else
      problems.emplace_back("exercise is not true or false");
  }
  if (const auto found = json.find("version"); found != json.end()) {
    if (found->is_number_integer())
      incident.version = static_cast<int>(found->get<std::int32_t>());
    else
      problems.emplace_back("version is not a number");
  }
  return incident;
}

Result<Incident> incident_from_json(const Json& json) {
  std::vector<std::string> problems;
  Incident incident = read_incident(json, problems);
  if (!problems.empty()) return fail(Errc::malformed, "incident: " + problems.front());
  return incident;
}

Result<std::optional<Incident>> latest_incident(const CaseReader& from, std::uint64_t upto) {
  std::optional<Incident> latest;
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  const auto read = from.each_event(0, end, [&](const Event& event) -> Result<> {
    if (event.type != event_type::incident) return {};
    const auto body = event_body(event);
    if (!body) return fail("incident event " + std::to_string(event.sequence), body.error());
    auto incident = incident_from_json(*body);
    if (!incident) return fail("incident event " + std::to_string(event.sequence), incident.error());
    latest = std::move(*incident);
    return {};
  });
  if (!read) return fail("cannot read the incident", read.error());
  return latest;
}

}  // namespace firsthour::playbooks
