// SPDX-License-Identifier: Apache-2.0
// The service year: what belongs to no incident, kept as `service` events in one case per contract. Each
// event is one whole version of one record; of one id the newest counts. Kinds and fields:
// playbooks/SERVICE_YEAR.md, which a test holds to the table in service/kinds.cc.
#pragma once

#include "casefile/case.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"
#include "playbooks/contract.h"
#include "playbooks/words.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

enum class FieldKind { text, time, day, number, truth, choice, items };

struct ServiceField {
  std::string_view name;
  FieldKind kind;
  bool required;
  std::string_view zh, en;
  std::span<const std::string_view> choices = {};     // of a choice
  std::span<const std::string_view> choices_zh = {};  // the same in Chinese, one by one
};

// "patrol" "patrol-report" "training" "watch" "shift" "test" "discovery" "hardening" "plan" "staff"
// "support-call" "assessment" "consent" "hand-over" "wipe" "follow-up" "delivery" "drill" "summary"
struct ServiceKind {
  std::string_view name, zh, en;
  std::span<const ServiceField> fields;
};
[[nodiscard]] std::span<const ServiceKind> service_kinds();
[[nodiscard]] const ServiceKind* service_kind(std::string_view name);
[[nodiscard]] const ServiceField* service_field(const ServiceKind& kind, std::string_view name);
// What people call it: the name, or its title in either language.
[[nodiscard]] const ServiceKind* service_kind_called(std::string_view word);
[[nodiscard]] const ServiceField* service_field_called(const ServiceKind& kind, std::string_view word);
// The word of a choice's value in both languages; the value itself where it is none of the choices.
[[nodiscard]] Words choice_words(const ServiceField& field, std::string_view value);

// A record. Fields are texts in the form that set them ("2026-11-22T15:40+08:00", "31", "yes").
struct ServiceRecord {
  std::string kind, id;  // "patrol", "patrol-0001"
  int version = 1;
  std::map<std::string, std::string> fields;
  std::uint64_t event = 0;              // its newest version
  Instant recorded;                     // when that was appended
  std::vector<std::uint64_t> versions;  // the events of all, in order

  [[nodiscard]] const std::string& text(std::string_view field) const;  // "" when absent
  [[nodiscard]] std::optional<Instant> time(std::string_view field) const;
  [[nodiscard]] std::optional<Day> day(std::string_view field) const;
  [[nodiscard]] std::optional<std::int64_t> number(std::string_view field) const;
  [[nodiscard]] std::optional<bool> truth(std::string_view field) const;
};

struct ServiceYear {
  ServiceContract contract;  // as it stood at `service open`, or was renewed since
  bool has_contract = false;
  std::uint64_t events = 0;                                // read
  std::vector<ServiceRecord> records;                      // in order of their first event
  std::vector<std::string> unread;                         // events that could not be understood
  std::map<std::string, std::size_t, std::less<>> places;  // id: index in `records`

  [[nodiscard]] const ServiceRecord* find(std::string_view id) const;
  [[nodiscard]] std::vector<const ServiceRecord*> of(std::string_view kind) const;
};

// Of the first `upto` events (0: all).
[[nodiscard]] Result<ServiceYear> read_service_year(const CaseReader& from, std::uint64_t upto = 0);
// Sets a field by name; `usage` with a suggestion when the kind has no such field or the value is none. A
// truth is kept as "yes" or "no", a choice as its English name (its Chinese word is taken too). An empty
// value removes the field.
[[nodiscard]] Result<> set_field(ServiceRecord& record, std::string_view name, std::string_view value);

// What is the matter with a record.
enum class ProblemKind {
  missing,        // a field that has to be said
  contradiction,  // two values that cannot both be right
  breach,         // can be true, and is against the contract: late, begun before its permission
};
struct ServiceProblem {
  ProblemKind kind = ProblemKind::missing;
  std::string field;  // the one to look at
  Words what;
};
// Of the record by itself.
[[nodiscard]] std::vector<ServiceProblem> problems_in(const ServiceRecord& record);
// With those that the rest of the year shows: a shift of no watch, a recurrence of nothing.
[[nodiscard]] std::vector<ServiceProblem> problems_in(const ServiceYear& year, const ServiceRecord& record);
// What still has to be said before the record can stand: names of required fields, contradictions.
[[nodiscard]] std::vector<std::string> missing_in(const ServiceRecord& record);
// Whether a record may follow its version before: a follow-up goes issued, answered, approved or returned,
// closed; a closed one is opened again with a reason. `usage` naming what may come.
[[nodiscard]] Result<> may_follow(const ServiceRecord& before, const ServiceRecord& after);
// "patrol-0007": the next free id.
[[nodiscard]] std::string next_id(const ServiceYear& year, std::string_view kind);

[[nodiscard]] std::string numbered_id(std::string_view kind, std::uint64_t number);  // "patrol-0007"

// When a follow-up goes back to an earlier state, what was said of the later ones is of its history (the
// versions before) and not of this one: their fields are removed, unless they were said anew.
void forget_later_stages(const ServiceRecord& before, ServiceRecord& after);
// A number that the contract states for a clause, or what is usual where it states none.
[[nodiscard]] std::int64_t target_of(const ServiceContract& contract, std::string_view clause,
                                     const std::string& target, std::int64_t otherwise);

// The contract file that counts from now on, kept as an object: the body of its event.
[[nodiscard]] Json contract_body(std::string_view sha256, std::uint64_t size);
// The body of a `service` event: {"kind","id","version","fields":{…}}.
[[nodiscard]] Json to_json(const ServiceRecord& record);
[[nodiscard]] Result<ServiceRecord> service_record_from_json(const Json& body);

}  // namespace firsthour::playbooks
