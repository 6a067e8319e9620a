// SPDX-License-Identifier: Apache-2.0
// The incident record: who reported what when, who went, and the 60-minute clock. Kept in the ledger as
// `incident` events, each a whole version; the newest counts. Field groups: research of GB/T 38645 A.7
// and the service contract. What is not known stays empty and is printed as a blank.
#pragma once

#include "casefile/case.h"
#include "casefile/custody.h"
#include "casefile/instant.h"
#include "casefile/result.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::playbooks {

enum class Capacity { unstated, contractor, police_criminal, police_administrative };
[[nodiscard]] std::string_view name_of(Capacity c);  // "contractor", "police-criminal", …

struct Person {
  std::string name, unit, role, id_number, phone;
};

struct Authority {
  std::string given_by, unit, document, scope, medium;
  std::optional<Instant> given_at;
  std::optional<bool> may_leave_site;
};

struct Witness {
  std::string name, id_kind, id_number, unit, contact;
  std::optional<bool> eligible;
  std::string reason_not_eligible, reason_for_none;
  std::string video;  // SHA-256 of the video of the process
};
// What a `witnessed` event says of these answers; `said` tells whether they say anything.
[[nodiscard]] Witnessing witnessing_of(const Witness& witness);
[[nodiscard]] bool said(const Witness& witness);

struct ClockReading {
  std::string clock;  // "examiner", "reference"
  std::string basis;  // "北京时间 (NTSC)", "GPS"
  Instant time;
  std::optional<std::int64_t> offset_ns;  // to the host's clock
};

// One JSON or YAML file prepared beforehand (or filled by prompts). All fields optional.
struct Answers {
  Authority authority;
  Capacity capacity = Capacity::unstated;
  std::vector<Person> people;
  Witness witness;
  std::vector<Approval> approvals;  // each an `approved` event; with `due` one still to come
  std::vector<ClockReading> clocks;
  std::map<std::string, std::string> incident;  // the fields of Incident by name
};
// YAML or JSON text. Unknown keys are named (malformed), with a suggestion.
[[nodiscard]] Result<Answers> parse_answers(std::string_view text);
[[nodiscard]] Json to_json(const Answers& answers);
[[nodiscard]] Result<Answers> answers_from_json(const Json& json);

enum class IncidentState { open, closed };

struct Incident {
  std::string id;  // "IR-2026-0007"; given at opening
  std::string name, summary;
  bool exercise = false;
  IncidentState state = IncidentState::open;
  int version = 1;
  std::string unit, system, protection_level, place;  // 单位, 系统, 等保级别, 地点
  std::string reporter, reporter_phone, channel, taken_by, crew;
  std::string arrival_proof, late_reason;
  std::string handling_kind, cause, source, confidence, loss_avoided, impact, measures, next_steps;
  std::optional<Instant> occurred, discovered, reported, escalated, accepted, dispatched, arrived, contained,
      recovered, closed;
  std::string on_site_from = "reported";  // from which moment the 60 minutes run: the contract file says
};

// `minutes` and `met` are absent while one of the two times is unknown.
struct OnSiteClock {
  std::optional<Instant> from, due, arrived;
  std::optional<std::int64_t> seconds;
  std::optional<bool> met;
  std::vector<std::string> contradictions;  // "arrived before reported", …
};
[[nodiscard]] OnSiteClock on_site_clock(const Incident& incident);

[[nodiscard]] Json to_json(const Incident& incident);
[[nodiscard]] Result<Incident> incident_from_json(const Json& json);
// The newest version among the case's first `upto` events; nullopt when none was opened.
[[nodiscard]] Result<std::optional<Incident>> latest_incident(const CaseReader& from, std::uint64_t upto);
// Sets one field by its JSON name from text; `usage` when unknown, with a suggestion.
[[nodiscard]] Result<> set_field(Incident& incident, std::string_view name, std::string_view value);

}  // namespace firsthour::playbooks
