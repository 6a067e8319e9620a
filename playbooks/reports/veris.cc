// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/records/event_body.h"
#include "playbooks/records/tables.h"
#include "playbooks/reports/incident_export.h"

#include <array>
#include <charconv>
#include <optional>

namespace firsthour::playbooks {
namespace {

constexpr std::string_view kUnknown = "Unknown";

// A duration in the largest unit that it fills at least twice.
Json duration(const std::optional<Instant>& from, const std::optional<Instant>& to) {
  if (!from || !to || *to < *from) return Json{{"unit", kUnknown}};
  const std::int64_t seconds = (to->nanoseconds - from->nanoseconds) / 1'000'000'000;
  struct Unit {
    std::string_view name;
    std::int64_t seconds;
  };
  static constexpr std::array kUnits{Unit{"Days", 86'400}, Unit{"Hours", 3'600}, Unit{"Minutes", 60},
                                     Unit{"Seconds", 1}};
  for (const Unit& unit : kUnits)
    if (seconds >= 2 * unit.seconds || unit.seconds == 1)
      return Json{{"unit", unit.name}, {"value", seconds / unit.seconds}};
  return Json{{"unit", kUnknown}};
}

std::optional<double> number(const std::string& text) {
  double value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || read.ec != std::errc{} || read.ptr != text.data() + text.size()) return std::nullopt;
  return value;
}

Json timeline(const IncidentInput& input) {
  const Incident& incident = input.incident();
  std::optional<Instant> when = incident.occurred;
  for (const auto& other : {incident.discovered, incident.reported, input.report.facts.opened})
    if (!when) when = other;
  const std::string day = beijing_time(when.value_or(input.report.facts.last));
  const auto part = [&](std::size_t at, std::size_t length) { return std::stoi(day.substr(at, length)); };
  Json timeline{{"incident", {{"year", part(0, 4)}, {"month", part(5, 2)}, {"day", part(8, 2)}}}};
  timeline["compromise"] = duration(incident.occurred, incident.compromised);
  timeline["discovery"] = duration(incident.compromised, incident.discovered);
  timeline["containment"] = duration(incident.compromised, incident.contained);
  timeline["exfiltration"] = Json{{"unit", kUnknown}};
  return timeline;
}

Json discovery(const std::string& method) {
  if (method == "internal" || method == "external" || method == "partner")
    return Json{{method, {{"variety", Json::array({kUnknown})}}}};
  return Json{{"unknown", true}};
}

void add_attributes(const Incident& incident, Json& object) {
  const auto touched = [](const std::string& extent) { return extent == "limited" || extent == "serious"; };
  Json attribute = Json::object();
  if (touched(incident.confidentiality)) attribute["confidentiality"]["data_disclosure"] = kUnknown;
  if (touched(incident.integrity)) attribute["integrity"]["variety"] = Json::array({kUnknown});
  if (touched(incident.availability)) {
    attribute["availability"]["variety"] = Json::array({kUnknown});
    if (const auto minutes = number(incident.outage_minutes))
      attribute["availability"]["duration"] = {{"unit", "Minutes"}, {"value", *minutes}};
  }
  if (!attribute.empty()) object["attribute"] = std::move(attribute);
}

}  // namespace

Result<Json> veris_action(const Json& table, const std::string& code) {
  const Json& rows = child_at(table, "classes");
  if (!rows.is_array()) return fail(Errc::malformed, "veris-classes.yaml: classes is not a list");
  static constexpr std::array<std::string_view, 5> kKeys{"class", "category", "variety", "checked", "note"};
  const Json* found = nullptr;
  for (const Json& row : rows) {
    if (auto known = only_keys(row, kKeys, "veris-classes.yaml"); !known)
      return tl::unexpected{known.error()};
    const std::string of = text_at(row, "class");
    if (code.empty() || (of != code && of != code.substr(0, 2))) continue;
    if (!found || of == code) found = &row;
  }
  const std::string category = found ? text_at(*found, "category") : "unknown";
  if (category == "unknown" || category.empty()) return Json{{"unknown", Json::object()}};
  const std::string variety = text_at(*found, "variety");
  Json what{{"variety", Json::array({variety.empty() ? std::string{kUnknown} : variety})}};
  if (category != "environmental") what["vector"] = Json::array({kUnknown});
  if (category == "social") what["target"] = Json::array({kUnknown});
  return Json{{category, what}};
}

Result<std::string> as_veris(const IncidentInput& input, const std::string& tables_folder) {
  const Incident& incident = input.incident();
  const auto table = load_table("veris-classes.yaml", tables_folder);
  if (!table) return tl::unexpected{table.error()};
  auto what = veris_action(*table, incident.class_code);
  if (!what) return tl::unexpected{what.error()};
  // Only people say that it was one: they did when they gave it class and grade.
  const bool decided = !incident.class_code.empty() && !incident.grade.empty();
  Json object{
      {"schema_version", "1.4.1"},
      {"incident_id", incident.id},
      {"security_incident", decided ? "Confirmed" : "Suspected"},
      {"summary", incident.summary},
      {"timeline", timeline(input)},
      {"action", std::move(*what)},
      {"actor", {{"unknown", {{"notes", incident.actor.empty() ? "not known" : incident.actor}}}}},
      {"asset", {{"assets", Json::array({{{"variety", kUnknown}}})}, {"cloud", Json::array({kUnknown})}}},
      {"discovery_method", discovery(incident.discovery_method)}};
  if (!incident.unit.empty()) object["plus"]["unit"] = incident.unit;
  if (const auto loss = number(incident.loss_cny))
    object["impact"] = {
        {"overall_rating", kUnknown}, {"iso_currency_code", "CNY"}, {"overall_amount", *loss}};
  add_attributes(incident, object);
  if (!incident.attack.empty()) object["plus"]["attack_techniques"] = incident.attack;
  object["plus"]["made_from_events"] = input.report.facts.events;
  object["plus"]["case"] = input.report.facts.id;
  if (incident.exercise || input.report.facts.exercise) object["plus"]["exercise"] = true;
  return object.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace firsthour::playbooks
