// SPDX-License-Identifier: Apache-2.0
// The service contract as data: who, from when, which clauses and which targets. A YAML file that the
// customer's contract is written into once; clocks, the service year and the annual summary read it. Periods
// count from the date of signing, not from January. Grammar and an example: playbooks/CONTRACT_FILE.md.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/calendar.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {
class CaseReader;
}

namespace firsthour::playbooks {

// Which duty to report applies (national method of 2025).
enum class OperatorKind { unstated, critical_infrastructure, state_organ, other };
[[nodiscard]] std::string_view name_of(OperatorKind kind);  // "cii" "state-organ" "other", "" unstated
[[nodiscard]] std::optional<OperatorKind> operator_kind(std::string_view name);

struct ContractSystem {
  std::string name, network, protection_level;  // "110 接处警", "公安网", "三级"
};

// A clause and what is owed. `targets` by name, numbers only: what a clause key may state is fixed in
// CONTRACT_FILE.md ("response.onsite": minutes; "training": per_quarter, people; "watch": days, …).
struct Clause {
  std::string key;   // "response.onsite"
  std::string text;  // the clause as it stands in the contract
  std::map<std::string, std::int64_t> targets;
};

struct ServiceContract {
  std::string id, name, customer, provider;
  Day signed_on, first_day, last_day;  // first_day is signed_on unless the file says otherwise
  OperatorKind operator_kind = OperatorKind::unstated;
  std::string on_site_from = "reported";  // a moment of the incident; from it the minutes run
  int on_site_minutes = 60;
  int told_operator_minutes = 60;  // our own time to tell the operator what we found
  int record_days = 0;             // the record is complete so many days after the close; 0: not stated
  int accept_minutes = 0;          // a call is accepted within; 0: not stated
  std::vector<ContractSystem> systems;
  std::vector<Clause> clauses;
  std::string sha256;  // of the file's bytes, hex

  [[nodiscard]] const Clause* clause(std::string_view key) const;  // the first of that key, or none
  // What a clause of the key states; a key may stand in several clauses.
  [[nodiscard]] std::optional<std::int64_t> target(std::string_view key, std::string_view of) const;
};

// What a clause key means and which targets it may state. The table is service/contract_clauses.cc; a key
// that begins with "other." may state any target.
struct TargetKind {
  std::string_view name, zh, en;
  std::int64_t least, most;
};
struct ClauseKind {
  std::string_view key, zh, en;
  std::span<const TargetKind> targets;
};
[[nodiscard]] std::span<const ClauseKind> clause_kinds();
[[nodiscard]] const ClauseKind* clause_kind(std::string_view key);

// YAML or JSON. Unknown keys are refused with a suggestion and their place; so is what contradicts itself.
[[nodiscard]] Result<ServiceContract> parse_contract(std::string_view text);
// The contract as an object that parse_contract() takes again (its `sha256` is of the file it came from).
[[nodiscard]] Json to_json(const ServiceContract& contract);
[[nodiscard]] Result<ServiceContract> contract_from_json(const Json& json);

// A case can carry the contract, so that nobody has to name its file at night: in a `service` event of the
// kind "contract", as an object or in the event itself, or in the answers of an `authorised` event.
[[nodiscard]] Json contract_event(const ServiceContract& contract);
// Of the body of a `service` event; `tampered` when the object is not the one that was recorded.
[[nodiscard]] Result<ServiceContract> contract_from_event(const CaseReader& from, const Json& body);
// The newest among the first `upto` events (0: all); one that cannot be read does not count.
[[nodiscard]] Result<std::optional<ServiceContract>> contract_in(const CaseReader& from,
                                                                 std::uint64_t upto = 0);

// A part of the service year.
struct Period {
  std::string name;  // "M01" … "M12", "Q1" … "Q4", "H1", "H2", "Y": counted from the date of signing
  Day first, last;   // both within
  [[nodiscard]] bool holds(Day day) const { return first <= day && day <= last; }
};
// A rest of less than half a period at the end belongs to the period before it.
[[nodiscard]] std::vector<Period> months_of(const ServiceContract& contract);
[[nodiscard]] std::vector<Period> quarters_of(const ServiceContract& contract);
[[nodiscard]] std::vector<Period> halves_of(const ServiceContract& contract);
[[nodiscard]] Period year_of(const ServiceContract& contract);

}  // namespace firsthour::playbooks
