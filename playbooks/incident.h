// SPDX-License-Identifier: Apache-2.0
// The incident record: who reported what when, who went, what was done, told and learned. Kept in the ledger
// as `incident` events, each with what changed; all of them together are the record (INCIDENT.md has every
// field and its place). What is not known stays empty and is printed as a blank.
#pragma once

#include "casefile/case.h"
#include "casefile/custody.h"
#include "casefile/instant.h"
#include "casefile/result.h"
#include "playbooks/contract.h"
#include "playbooks/scene.h"
#include "playbooks/words.h"

#include <map>
#include <optional>
#include <string>
#include <utility>
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
  Scene scene;                                  // what the legal forms ask beside
  std::optional<ServiceContract> contract;      // CONTRACT_FILE.md
};
// YAML or JSON text. Unknown keys are named (malformed), with a suggestion.
[[nodiscard]] Result<Answers> parse_answers(std::string_view text);
[[nodiscard]] Json to_json(const Answers& answers);
[[nodiscard]] Result<Answers> answers_from_json(const Json& json);
// What `later` says over what was said before; lists are taken whole. `later` alone when both together
// contradict each other.
[[nodiscard]] Answers merged(const Answers& before, const Answers& later);

enum class IncidentState { open, closed };

// A report or a notice that went out, or is prepared: ours to the operator, the operator's to an authority.
struct Notice {
  std::string kind;  // "told-operator" "initial" (初报) "follow-up" (续报) "final" (终报) "closing-summary"
                     // "police" "upstream"
  int ordinal = 1;              // of its kind: the second follow-up is 2
  std::string to, by, receipt;  // receipt: its number, or an item
  std::optional<Instant> sent;
  std::string late_reason;
};

// A corrective action that came out of the incident.
struct Corrective {
  std::string what, owner, due, state;  // due: a day; state: "open" "done" or what people say
};

// Groups of research 2.4: the order of the printed record.
// Texts, choices and numbers are kept as they were said; which field is of which kind:
// records/incident_fields.h.
struct Incident {
  // Identity
  std::string id;                      // "IR-2026-0007"; given at opening
  std::string name, related, marking;  // marking: 密级, TLP
  bool exercise = false;
  IncidentState state = IncidentState::open;
  int version = 1;
  // Report and acceptance
  std::string reporter, reporter_unit, reporter_phone, reporter_fax, reporter_email, issuer, issuer_contact;
  std::string channel, taken_by, crew;
  // On site
  std::string arrival_proof, arrival_way, late_reason;
  std::optional<Instant> remote_from, remote_until;
  std::string on_site_from = "reported";  // from which moment the minutes run: the contract file says
  // Time line
  std::optional<Instant> compromised, occurred, discovered, reported, escalated, accepted, dispatched,
      arrived, contained, eradicated, recovered, closed;
  // Place
  // operator_kind: name_of(OperatorKind), "cii" "state-organ" "other"; critical_infrastructure: "yes" "no"
  std::string place, unit, department, system, system_kind, operator_kind, critical_infrastructure,
      protection_level, filing_number;
  // Class and grade; how they are decided: classification.h. grade and report_grade are name_of(Grade).
  std::string class_code, class_basis, class_tables, attack;  // attack: ATT&CK techniques, blanks between
  std::string impact_object, business_loss, social_harm, grade, graded_by, grade_reason;
  std::string report_indicators, report_grade, report_graded_by;  // "leaked_persons=1200000 loss_cny=…"
  std::optional<Instant> graded_at;
  std::string suspected_crime;  // "yes", "no", "" not said
  // Discovery and process
  std::string discovery_method, discovered_by, alarm_source, summary;
  // Impact
  std::string impact, impact_extent, people_affected, loss_cny, loss_avoided, data_kinds, data_amount,
      outage_minutes, confidentiality, integrity, availability;
  // Cause and source tracing
  std::string consequences, cause, nature, source, actor, attack_path, vulnerabilities, relays, leads,
      confidence;
  // Ransom
  std::string ransom_amount, ransom_way, ransom_date;
  // Handling
  std::string handling_kind, measures, trend, further_harm, next_steps, support_needed, scene_protection,
      evidence_storage;
  // Recovery
  std::string recovery_scope, recovery_check, recovery_checked_by, residual_risk;
  // Reporting, lessons, sign-off
  std::vector<Notice> notices;
  std::string root_cause, accountability, lessons, plan_changes;
  std::vector<Corrective> correctives;
  std::string handler, reviewer, customer_confirmed_by;
};

// From which moment the minutes to the site run: the record's own word, else the contract's (null: none).
[[nodiscard]] std::string on_site_from(const Incident& incident, const ServiceContract* contract);

// `seconds` and `met` are absent while one of the two times is unknown.
struct OnSiteClock {
  std::string from_moment;  // a time of the record
  int limit_minutes = 60;   // of the contract, where there is one
  std::optional<Instant> from, due, arrived;
  std::optional<std::int64_t> seconds;
  std::optional<bool> met;
  std::vector<std::string> contradictions;  // "arrived before reported", …
};
// `contract` may be null.
[[nodiscard]] OnSiteClock on_site_clock(const Incident& incident, const ServiceContract* contract);

// Everything that the record says, by field name: texts, times in UTC, "state", "notice.initial.1.sent",
// "corrective.2.owner". What is empty is absent.
[[nodiscard]] std::map<std::string, std::string> fields_of(const Incident& incident);
[[nodiscard]] Json to_json(const Incident& incident);  // of fields_of(), with `exercise` and `version`
[[nodiscard]] Result<Incident> incident_from_json(const Json& json);
// The same in the order of the printed record, group by group; a group that says nothing is left out.
struct RecordGroup {
  Words title;
  std::vector<std::pair<std::string, std::string>> fields;  // name, value
};
[[nodiscard]] std::vector<RecordGroup> fields_by_group(const Incident& incident);
// Sets one field by its JSON name from text; `usage` when unknown, with a suggestion. Choices are taken in
// either language, numbers with 万 and 亿. "notice.KIND.FIELD", "notice.KIND.N.FIELD" and
// "corrective.N.FIELD" with the fields of Notice and Corrective; N is at most one more than there are.
[[nodiscard]] Result<> set_field(Incident& incident, std::string_view name, std::string_view value);
// What a field is called; {name, name} when there is none of that name.
[[nodiscard]] Words field_words(std::string_view name);
// The field that people call so in either language ("报告人" is reporter); the word itself when none is.
[[nodiscard]] std::string field_called(std::string_view word);
[[nodiscard]] bool is_time(std::string_view field);
// The value as people read it: words of choices, times in Beijing time.
[[nodiscard]] Words shown_field(std::string_view name, const std::string& value);

// The bodies of the `incident` events that make `before` into `after`, to be appended at once; a change that
// one event cannot hold becomes several of one version. `reason` may be "". Empty when nothing changed.
[[nodiscard]] std::vector<Json> change_bodies(const Incident& before, const Incident& after,
                                              const std::string& reason);
// The newest version among the case's first `upto` events; nullopt when none was opened.
[[nodiscard]] Result<std::optional<Incident>> latest_incident(const CaseReader& from, std::uint64_t upto);

struct FieldChange {
  std::string name, before, after;  // "" where it was or became empty
};
// Who changed what when.
struct IncidentVersion {
  int version = 1;
  std::uint64_t event = 0;  // the first that holds it
  Instant time;
  std::string actor, reason;
  std::vector<FieldChange> changes;
};
[[nodiscard]] Result<std::vector<IncidentVersion>> incident_history(const CaseReader& from,
                                                                    std::uint64_t upto);

// What a record of this state still lacks, by field name: of one that is closed more is asked. The contract
// (null: none) decides whether a late arrival has to be explained.
[[nodiscard]] std::vector<std::string> missing_fields(const Incident& incident,
                                                      const ServiceContract* contract);
// What cannot all be true: times in the wrong order, statements that exclude each other.
[[nodiscard]] std::vector<Words> contradictions(const Incident& incident);

}  // namespace firsthour::playbooks
