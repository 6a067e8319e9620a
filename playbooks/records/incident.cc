// SPDX-License-Identifier: Apache-2.0
#include "playbooks/incident.h"

#include "casefile/encoding.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/incident_fields.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestText = 16 * 1024;  // an event holds at most 64 KiB
constexpr std::int64_t kOnSiteSeconds = 60 * 60;

// Pairs that hold for every incident. Containment may come before arrival (done from afar), and escalation
// may come before or after acceptance: those are no contradictions.
constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kOrder{{
    {"discovered", "occurred"},
    {"reported", "discovered"},
    {"escalated", "reported"},
    {"accepted", "reported"},
    {"dispatched", "accepted"},
    {"arrived", "reported"},
    {"arrived", "dispatched"},
    {"contained", "discovered"},
    {"recovered", "contained"},
    {"recovered", "discovered"},
    {"closed", "recovered"},
    {"closed", "arrived"},
}};

std::optional<bool> truth(std::string_view text) {
  if (text == "true" || text == "yes" || text == "是") return true;
  if (text == "false" || text == "no" || text == "否") return false;
  return std::nullopt;
}

Result<> set_on_site_from(Incident& incident, std::string_view value) {
  std::vector<std::string_view> known;
  for (const TimeField& field : kTimeFields) known.push_back(field.name);
  if (!time_field(value))
    return fail(Errc::usage,
                "on_site_from names no time: '" + std::string{value} + "'" + suggestion(value, known));
  incident.on_site_from = value;
  return {};
}

Result<> set_time(Incident& incident, const TimeField& field, std::string_view value) {
  if (value.empty()) {
    incident.*field.member = std::nullopt;
    return {};
  }
  const std::optional<Instant> time = parse_rfc3339(value);
  if (!time)
    return fail(Errc::usage, std::string{field.name} + " is not a time with its zone: '" +
                                 escape_for_terminal(value.substr(0, 64)) +
                                 "' (write 2026-11-22T13:37+08:00)");
  incident.*field.member = time;
  return {};
}

Result<> set_text(Incident& incident, const TextField& field, std::string_view value) {
  if (!is_utf8(value)) return fail(Errc::usage, std::string{field.name} + " is not UTF-8 text");
  if (value.size() > kLongestText)
    return fail(Errc::usage, std::string{field.name} + " is longer than 16 KiB");
  incident.*field.member = value;
  return {};
}

Result<> set_state(Incident& incident, std::string_view value) {
  if (value != "open" && value != "closed")
    return fail(Errc::usage, "state is 'open' or 'closed', not '" + std::string{value} + "'");
  incident.state = value == "open" ? IncidentState::open : IncidentState::closed;
  return {};
}

std::vector<std::string_view> settable_names() {
  std::vector<std::string_view> names{"exercise", "state", "on_site_from"};
  for (const TextField& field : kTextFields) names.push_back(field.name);
  for (const TimeField& field : kTimeFields) names.push_back(field.name);
  return names;
}

}  // namespace

std::string_view name_of(Capacity c) {
  switch (c) {
    case Capacity::unstated:
      return "unstated";
    case Capacity::contractor:
      return "contractor";
    case Capacity::police_criminal:
      return "police-criminal";
    case Capacity::police_administrative:
      return "police-administrative";
  }
  return "unstated";
}

const TimeField* time_field(std::string_view name) {
  const auto* found = std::find_if(kTimeFields.begin(), kTimeFields.end(),
                                   [&](const TimeField& field) { return field.name == name; });
  return found == kTimeFields.end() ? nullptr : found;
}

std::vector<WrongOrder> wrong_orders(const Incident& incident) {
  std::vector<WrongOrder> wrong;
  for (const auto& [later_name, earlier_name] : kOrder) {
    const TimeField *later = time_field(later_name), *earlier = time_field(earlier_name);
    const auto &b = incident.*later->member, &a = incident.*earlier->member;
    if (a && b && *b < *a) wrong.push_back({later, earlier});
  }
  return wrong;
}

OnSiteClock on_site_clock(const Incident& incident) {
  OnSiteClock clock;
  clock.arrived = incident.arrived;
  for (const WrongOrder& wrong : wrong_orders(incident))
    clock.contradictions.push_back(std::string{wrong.later->en} + " before " +
                                   std::string{wrong.earlier->en});
  const TimeField* field = time_field(incident.on_site_from);
  if (!field) {
    clock.contradictions.push_back("on_site_from names no time");
    return clock;
  }
  clock.from = incident.*field->member;
  if (!clock.from) return clock;
  clock.due = Instant{clock.from->nanoseconds + kOnSiteSeconds * 1'000'000'000};
  if (!clock.arrived || *clock.arrived < *clock.from) return clock;
  clock.seconds = (clock.arrived->nanoseconds - clock.from->nanoseconds) / 1'000'000'000;
  clock.met = *clock.arrived <= *clock.due;
  return clock;
}

Result<> set_field(Incident& incident, std::string_view name, std::string_view value) {
  if (const TimeField* field = time_field(name)) return set_time(incident, *field, value);
  for (const TextField& field : kTextFields)
    if (field.name == name) return set_text(incident, field, value);
  if (name == "state") return set_state(incident, value);
  if (name == "on_site_from") return set_on_site_from(incident, value);
  if (name == "exercise") {
    const std::optional<bool> exercise = truth(value);
    if (!exercise)
      return fail(Errc::usage, "exercise is 'true' or 'false', not '" + std::string{value} + "'");
    incident.exercise = *exercise;
    return {};
  }
  return fail(Errc::usage, "no field '" + escape_for_terminal(name.substr(0, 64)) + "' in an incident" +
                               suggestion(name, settable_names()));
}

}  // namespace firsthour::playbooks
