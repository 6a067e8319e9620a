// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"
#include "playbooks/records/answers_reading.h"
#include "playbooks/records/answers_section.h"
#include "playbooks/records/closest_word.h"
#include "playbooks/records/scene_answers.h"

#include <array>

namespace firsthour::playbooks {
namespace {

void read_authority(AnswersSection& in, Authority& into) {
  in.text("given_by", into.given_by);
  in.text("unit", into.unit);
  in.text("document", into.document);
  in.text("scope", into.scope);
  in.text("medium", into.medium);
  in.time("given_at", into.given_at);
  in.truth("may_leave_site", into.may_leave_site);
}

void read_person(AnswersSection& in, Person& into) {
  in.text("name", into.name);
  in.text("unit", into.unit);
  in.text("role", into.role);
  in.text("id_number", into.id_number);
  in.text("phone", into.phone);
}

void read_witness(AnswersSection& in, Witness& into) {
  in.text("name", into.name);
  in.text("id_kind", into.id_kind);
  in.text("id_number", into.id_number);
  in.text("unit", into.unit);
  in.text("contact", into.contact);
  in.truth("eligible", into.eligible);
  in.text("reason_not_eligible", into.reason_not_eligible);
  in.text("video", into.video);
  in.text("reason_for_none", into.reason_for_none);
}

void read_approval(AnswersSection& in, Approval& into) {
  in.text("what", into.what);
  in.text("by", into.by.name);
  in.text("unit", into.by.unit);
  in.time("time", into.time);
  in.time("due", into.due);
  into.retroactive = into.due.has_value();
}

void read_clock(AnswersSection& in, std::vector<ClockReading>& into) {
  ClockReading reading;
  std::optional<Instant> time;
  in.text("clock", reading.clock);
  in.text("basis", reading.basis);
  in.time("time", time);
  in.number("offset_ns", reading.offset_ns);
  if (!time) return in.complain("has no time");
  reading.time = *time;
  into.push_back(std::move(reading));
}

void read_incident_fields(AnswersSection& in, std::map<std::string, std::string>& into) {
  in.open();
  if (!in.json().is_object()) return;
  Incident trial;  // the same checks as `incident update`, before anything is written
  for (const auto& [key, value] : in.json().items()) {
    if (value.is_null()) continue;
    std::string text;
    if (value.is_string())
      text = value.get<std::string>();
    else if (value.is_boolean())
      text = value.get<bool>() ? "true" : "false";
    else if (value.is_number_integer())
      text = value.dump();
    else {
      in.complain(key, "is not text");
      continue;
    }
    if (const auto set = set_field(trial, key, text); !set)
      in.complain(key, "is refused: " + set.error().what);
    else
      into.emplace(key, std::move(text));
  }
}

void read_capacity(AnswersSection& in, Capacity& into) {
  static constexpr std::array kAll{Capacity::unstated, Capacity::contractor, Capacity::police_criminal,
                                   Capacity::police_administrative};
  std::string word;
  in.text("capacity", word);
  if (word.empty()) return;
  std::vector<std::string_view> known;
  for (const Capacity c : kAll) {
    if (word == name_of(c)) {
      into = c;
      return;
    }
    known.push_back(name_of(c));
  }
  in.complain("capacity",
              "is none of contractor, police-criminal, police-administrative" + suggestion(word, known));
}

template <class T>
void put(Json& json, const char* key, const std::optional<T>& value) {
  if (value) json[key] = *value;
}
void put(Json& json, const char* key, const std::string& value) {
  if (!value.empty()) json[key] = value;
}
void put(Json& json, const char* key, const std::optional<Instant>& value) {
  if (value) json[key] = rfc3339(*value);
}

Json authority_json(const Authority& a) {
  Json json = Json::object();
  put(json, "given_by", a.given_by);
  put(json, "unit", a.unit);
  put(json, "document", a.document);
  put(json, "scope", a.scope);
  put(json, "medium", a.medium);
  put(json, "given_at", a.given_at);
  put(json, "may_leave_site", a.may_leave_site);
  return json;
}

Json person_json(const Person& p) {
  Json json = Json::object();
  put(json, "name", p.name);
  put(json, "unit", p.unit);
  put(json, "role", p.role);
  put(json, "id_number", p.id_number);
  put(json, "phone", p.phone);
  return json;
}

Json witness_json(const Witness& w) {
  Json json = Json::object();
  put(json, "name", w.name);
  put(json, "id_kind", w.id_kind);
  put(json, "id_number", w.id_number);
  put(json, "unit", w.unit);
  put(json, "contact", w.contact);
  put(json, "eligible", w.eligible);
  put(json, "reason_not_eligible", w.reason_not_eligible);
  put(json, "video", w.video);
  put(json, "reason_for_none", w.reason_for_none);
  return json;
}

Json approval_json(const Approval& a) {
  Json json = Json::object();
  put(json, "what", a.what);
  put(json, "by", a.by.name);
  put(json, "unit", a.by.unit);
  put(json, "time", a.time);
  put(json, "due", a.due);
  return json;
}

Json clock_json(const ClockReading& c) {
  Json json = Json::object();
  put(json, "clock", c.clock);
  put(json, "basis", c.basis);
  json["time"] = rfc3339(c.time);
  put(json, "offset_ns", c.offset_ns);
  return json;
}

}  // namespace

Answers read_answers(const Json& json, std::vector<std::string>& problems) {
  Answers answers;
  AnswersSection top{json, "", problems};
  top.section("authority", [&](AnswersSection& in) { read_authority(in, answers.authority); });
  read_capacity(top, answers.capacity);
  top.list("people", [&](AnswersSection& in) { read_person(in, answers.people.emplace_back()); });
  top.section("witness", [&](AnswersSection& in) { read_witness(in, answers.witness); });
  top.list("approvals", [&](AnswersSection& in) { read_approval(in, answers.approvals.emplace_back()); });
  top.list("clocks", [&](AnswersSection& in) { read_clock(in, answers.clocks); });
  top.section("scene", [&](AnswersSection& in) { read_scene(in, answers.scene); });
  top.section("incident", [&](AnswersSection& in) { read_incident_fields(in, answers.incident); });
  if (const Json* contract = top.whole("contract")) {
    if (auto read = contract_from_json(*contract))
      answers.contract = std::move(*read);
    else
      top.complain("contract", "is refused: " + read.error().what);
  }
  top.finish();
  return answers;
}

Result<Answers> answers_from_json(const Json& json) {
  std::vector<std::string> problems;
  Answers answers = read_answers(json, problems);
  if (!problems.empty()) return fail(Errc::malformed, problems.front());
  return answers;
}

bool said(const Witness& witness) { return !witness.name.empty() || !witness.reason_for_none.empty(); }

Witnessing witnessing_of(const Witness& witness) {
  Witnessing witnessing;
  if (!witness.name.empty()) {
    witnessing.witness =
        WitnessIdentity{witness.name, witness.unit, witness.id_kind, witness.id_number, witness.contact};
    witnessing.eligible = witness.eligible;
    witnessing.reason = witness.reason_not_eligible;
  } else {
    witnessing.reason = witness.reason_for_none;
  }
  witnessing.video = witness.video;
  return witnessing;
}

Json to_json(const Answers& answers) {
  Json json = Json::object();
  json["authority"] = authority_json(answers.authority);
  json["capacity"] = name_of(answers.capacity);
  json["people"] = Json::array();
  for (const Person& person : answers.people) json["people"].push_back(person_json(person));
  json["witness"] = witness_json(answers.witness);
  if (!answers.approvals.empty()) json["approvals"] = Json::array();
  for (const Approval& approval : answers.approvals) json["approvals"].push_back(approval_json(approval));
  json["clocks"] = Json::array();
  for (const ClockReading& clock : answers.clocks) json["clocks"].push_back(clock_json(clock));
  if (Json scene = to_json(answers.scene); !scene.empty()) json["scene"] = std::move(scene);
  json["incident"] = answers.incident;
  if (answers.contract) json["contract"] = to_json(*answers.contract);
  return json;
}

}  // namespace firsthour::playbooks
