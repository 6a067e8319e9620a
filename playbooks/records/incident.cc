// SPDX-License-Identifier: Apache-2.0
#include "playbooks/incident.h"

#include "playbooks/records/incident_fields.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::int64_t kMinute = 60'000'000'000;

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

const TextField* text_field(std::string_view name) {
  const auto* found = std::find_if(kTextFields.begin(), kTextFields.end(),
                                   [&](const TextField& field) { return field.name == name; });
  return found == kTextFields.end() ? nullptr : found;
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

std::string on_site_from(const Incident& incident, const ServiceContract* contract) {
  const bool own = incident.on_site_from != Incident{}.on_site_from;
  return own || !contract ? incident.on_site_from : contract->on_site_from;
}

OnSiteClock on_site_clock(const Incident& incident, const ServiceContract* contract) {
  OnSiteClock clock;
  clock.from_moment = on_site_from(incident, contract);
  if (contract) clock.limit_minutes = contract->on_site_minutes;
  clock.arrived = incident.arrived;
  for (const WrongOrder& wrong : wrong_orders(incident))
    clock.contradictions.push_back(std::string{wrong.later->en} + " before " +
                                   std::string{wrong.earlier->en});
  const TimeField* field = time_field(clock.from_moment);
  if (!field) {
    clock.contradictions.push_back("on_site_from names no time");
    return clock;
  }
  clock.from = incident.*field->member;
  if (!clock.from) return clock;
  const std::int64_t limit = clock.limit_minutes * kMinute;
  if (clock.from->nanoseconds > INT64_MAX - limit) return clock;  // a time that no clock can count from
  clock.due = Instant{clock.from->nanoseconds + limit};
  if (!clock.arrived || *clock.arrived < *clock.from) return clock;
  clock.seconds = (clock.arrived->nanoseconds - clock.from->nanoseconds) / 1'000'000'000;
  clock.met = *clock.arrived <= *clock.due;
  return clock;
}

}  // namespace firsthour::playbooks
