// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_fields.h"
#include "playbooks/records/incident_lists.h"

namespace firsthour::playbooks {

std::map<std::string, std::string> fields_of(const Incident& incident) {
  std::map<std::string, std::string> fields;
  for (const TextField& field : kTextFields)
    if (!(incident.*field.member).empty()) fields[std::string{field.name}] = incident.*field.member;
  for (const TimeField& field : kTimeFields)
    if (incident.*field.member) fields[std::string{field.name}] = rfc3339(*(incident.*field.member));
  fields["exercise"] = incident.exercise ? "true" : "false";
  fields["state"] = incident.state == IncidentState::open ? "open" : "closed";
  fields["on_site_from"] = incident.on_site_from;
  for (auto& list : {notice_fields(incident), corrective_fields(incident)})
    fields.insert(list.begin(), list.end());
  return fields;
}

std::optional<int> version_number(const Json& value) {
  if (!value.is_number_integer()) return std::nullopt;
  const auto number = value.get<std::int64_t>();  // one beyond its range comes out negative
  if (number < 0 || number > 1'000'000'000) return std::nullopt;
  return static_cast<int>(number);
}

Json to_json(const Incident& incident) {
  Json json = Json::object();
  for (const auto& [name, value] : fields_of(incident)) json[name] = value;
  json["exercise"] = incident.exercise;
  json["version"] = incident.version;
  return json;
}

Incident read_incident(const Json& json, std::vector<std::string>& problems) {
  Incident incident;
  if (!json.is_object()) {
    problems.emplace_back("an incident is not an object");
    return incident;
  }
  for (const auto& [name, value] : json.items()) {
    if (name == "version") {
      if (const auto version = version_number(value))
        incident.version = *version;
      else
        problems.emplace_back("version is not a number");
    } else if (name == "exercise") {
      if (value.is_boolean())
        incident.exercise = value.get<bool>();
      else
        problems.emplace_back("exercise is not true or false");
    } else if (value.is_string()) {
      if (const auto set = read_field(incident, name, value.get_ref<const std::string&>()); !set)
        problems.push_back(set.error().what);
    } else if (text_field(name) || time_field(name) || is_list_name(name) || name == "state" ||
               name == "on_site_from") {
      problems.push_back(name + " is not a string");
    }
  }
  return incident;
}

Result<Incident> incident_from_json(const Json& json) {
  std::vector<std::string> problems;
  Incident incident = read_incident(json, problems);
  if (!problems.empty()) return fail(Errc::malformed, "incident: " + problems.front());
  return incident;
}

}  // namespace firsthour::playbooks
