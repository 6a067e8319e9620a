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
  std::span<const std::string_view> choices = {};  // of a choice
};

// "patrol" "patrol-report" "training" "watch" "shift" "test" "discovery" "hardening" "plan" "staff"
// "support-call" "assessment" "consent" "hand-over" "wipe" "follow-up" "delivery" "drill" "summary"
struct ServiceKind {
  std::string_view name, zh, en;
  std::span<const ServiceField> fields;
};
[[nodiscard]] std::span<const ServiceKind> service_kinds();
[[nodiscard]] const ServiceKind* service_kind(std::string_view name);

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
  std::uint64_t events = 0;            // read
  std::vector<ServiceRecord> records;  // in order of their first event
  std::vector<std::string> unread;     // events that could not be understood

  [[nodiscard]] const ServiceRecord* find(std::string_view id) const;
  [[nodiscard]] std::vector<const ServiceRecord*> of(std::string_view kind) const;
};

// Of the first `upto` events (0: all).
[[nodiscard]] Result<ServiceYear> read_service_year(const CaseReader& from, std::uint64_t upto = 0);
// Sets a field by name; `usage` with a suggestion when the kind has no such field or the value is none.
[[nodiscard]] Result<> set_field(ServiceRecord& record, std::string_view name, std::string_view value);
// What still has to be said before the record can stand: names of required fields, contradictions.
[[nodiscard]] std::vector<std::string> missing_in(const ServiceRecord& record);
// "patrol-0007": the next free id.
[[nodiscard]] std::string next_id(const ServiceYear& year, std::string_view kind);

// The body of a `service` event: {"kind","id","version","fields":{…}}.
[[nodiscard]] Json to_json(const ServiceRecord& record);
[[nodiscard]] Result<ServiceRecord> service_record_from_json(const Json& body);

}  // namespace firsthour::playbooks
