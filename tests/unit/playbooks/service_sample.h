// SPDX-License-Identifier: Apache-2.0
// Records of a service year as tests want them: whole, and dated 12 October 2026. All names are invented.
#pragma once

#include "playbooks/service_year.h"
#include "tests/support/memory_case.h"

#include <string>
#include <string_view>

namespace firsthour::testing {

// Every required field said, nothing else; id "KIND-0001".
inline playbooks::ServiceRecord whole_record(std::string_view name) {
  using playbooks::FieldKind;
  playbooks::ServiceRecord record;
  record.kind = name;
  record.id = std::string{name} + "-0001";
  for (const playbooks::ServiceField& field : playbooks::service_kind(name)->fields) {
    if (!field.required) continue;
    std::string value = "甲";
    if (field.kind == FieldKind::day) value = "2026-10-12";
    if (field.kind == FieldKind::time) value = "2026-10-12T10:00+08:00";
    if (field.kind == FieldKind::number) value = "31";
    if (field.kind == FieldKind::truth)
      value = field.name == "found" || field.name == "verified" ? "no" : "yes";
    if (field.kind == FieldKind::choice) value = field.choices.front();
    record.fields.emplace(field.name, value);
  }
  if (name == "shift") record.fields["until"] = "2026-10-12T20:00+08:00";
  return record;
}

inline constexpr std::string_view kSampleContract =
    "id: HT-1\nname: 安全服务\ncustomer: 某市公安局\nprovider: 某公司\nsigned_on: 2026-03-16\n";

inline void keep_sample_contract(MemoryCase& memory, std::string_view text = kSampleContract) {
  Json body = memory.keep(text);
  body["kind"] = "contract";
  memory.append(event_type::service, body);
}

}  // namespace firsthour::testing
