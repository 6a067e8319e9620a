// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/incident_versions.h"

#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/incident_fields.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

// An event holds 64 KiB, with who wrote it and the command line beside the body.
constexpr std::size_t kLargestBody = 32 * 1024;

bool is_change(const Json& body) {
  return child_at(body, "set").is_object() || child_at(body, "unset").is_array();
}

void apply(Incident& incident, const Json& body, std::vector<std::string>& problems) {
  const auto take = [&](const std::string& name, const std::string& value) {
    if (const auto read = read_field(incident, name, value); !read) problems.push_back(read.error().what);
  };
  if (const Json& unset = child_at(body, "unset"); unset.is_array())
    for (const Json& name : unset) {
      if (name.is_string())
        take(name.get<std::string>(), "");
      else
        problems.emplace_back("unset names something that is not a string");
    }
  if (const Json& set = child_at(body, "set"); set.is_object())
    for (const auto& [name, value] : set.items()) {
      if (value.is_string())
        take(name, value.get<std::string>());
      else
        problems.push_back(name + " is not a string");
    }
  if (const auto version = version_number(child_at(body, "version")))
    incident.version = *version;
  else
    problems.emplace_back("version is not a number");
}

Json new_body(int version, const std::string& reason) {
  Json body{{"version", version}, {"set", Json::object()}};
  if (!reason.empty()) body["reason"] = reason;
  return body;
}

std::vector<FieldChange> changes_between(const std::map<std::string, std::string>& before,
                                         const std::map<std::string, std::string>& after) {
  std::vector<FieldChange> changes;
  for (const auto& [name, value] : before)
    if (!after.contains(name)) changes.push_back({name, value, ""});
  for (const auto& [name, value] : after) {
    const auto was = before.find(name);
    if (was == before.end() || was->second != value)
      changes.push_back({name, was == before.end() ? "" : was->second, value});
  }
  std::sort(changes.begin(), changes.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
  return changes;
}

// Each `incident` event of the first `upto` with its body.
Result<> each_incident_event(const CaseReader& from, std::uint64_t upto,
                             const std::function<Result<>(const Event&, const Json&)>& visit) {
  const std::uint64_t end = upto == 0 ? from.size() : std::min(upto, from.size());
  return from.each_event(0, end, [&](const Event& event) -> Result<> {
    if (event.type != event_type::incident) return {};
    const std::string where = "incident event " + std::to_string(event.sequence);
    const auto body = event_body(event);
    if (!body) return fail(where, body.error());
    if (auto visited = visit(event, *body); !visited) return fail(where, visited.error());
    return {};
  });
}

Result<> fold(IncidentFold& into, const Json& body) {
  std::vector<std::string> problems;
  into.take(body, problems);
  if (!problems.empty()) return fail(Errc::malformed, problems.front());
  return {};
}

}  // namespace

void IncidentFold::take(const Json& body, std::vector<std::string>& problems) {
  if (is_change(body)) {
    if (!incident_) incident_.emplace();
    apply(*incident_, body, problems);
  } else {
    incident_ = read_incident(body, problems);
  }
}

std::vector<Json> change_bodies(const Incident& before, const Incident& after, const std::string& reason) {
  const auto was = fields_of(before), is = fields_of(after);
  std::vector<Json> bodies;
  std::size_t size = 0;
  const auto room_for = [&](std::size_t more) -> Json& {
    if (bodies.empty() || size + more > kLargestBody) {
      bodies.push_back(new_body(after.version, bodies.empty() ? reason : std::string{}));
      size = canonical(bodies.back()).size();
    }
    size += more;
    return bodies.back();
  };
  for (const FieldChange& change : changes_between(was, is)) {
    if (change.after.empty()) {
      Json& body = room_for(change.name.size() + 4);
      if (!body.contains("unset")) body["unset"] = Json::array();
      body["unset"].push_back(change.name);
    } else {
      room_for(canonical(Json(change.after)).size() + change.name.size() + 4)["set"][change.name] =
          change.after;
    }
  }
  // The first version says that there is a record, even when nothing is known yet.
  if (bodies.empty() && after.version != before.version) bodies.push_back(new_body(after.version, reason));
  return bodies;
}

Result<std::optional<Incident>> latest_incident(const CaseReader& from, std::uint64_t upto) {
  IncidentFold folded;
  const auto read =
      each_incident_event(from, upto, [&](const Event&, const Json& body) { return fold(folded, body); });
  if (!read) return fail("cannot read the incident", read.error());
  return folded.incident();
}

Result<std::vector<IncidentVersion>> incident_history(const CaseReader& from, std::uint64_t upto) {
  IncidentFold folded;
  std::vector<IncidentVersion> versions;
  std::map<std::string, std::string> last;
  const auto read = each_incident_event(from, upto, [&](const Event& event, const Json& body) -> Result<> {
    if (auto done = fold(folded, body); !done) return done;
    const int version = folded.incident()->version;
    if (versions.empty() || versions.back().version != version)
      versions.push_back({version, event.sequence, event.time, event.actor, text_at(body, "reason"), {}});
    auto now = fields_of(*folded.incident());
    for (FieldChange& change : changes_between(last, now))
      versions.back().changes.push_back(std::move(change));
    last = std::move(now);
    return {};
  });
  if (!read) return fail("cannot read the incident", read.error());
  return versions;
}

}  // namespace firsthour::playbooks
