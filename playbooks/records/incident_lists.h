// SPDX-License-Identifier: Apache-2.0
// Notices and corrective actions of an incident as fields with indexed names: "notice.initial.sent",
// "notice.follow-up.2.receipt", "corrective.1.owner".
#pragma once

#include "playbooks/incident.h"

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

[[nodiscard]] bool is_list_name(std::string_view name);  // "notice.…", "corrective.…"
// As a ledger has it: an entry that is not there yet is made.
[[nodiscard]] Result<> read_list_field(Incident& incident, std::string_view name, std::string_view value);
// From people: the place is at most one more than there are; a due day and a time are checked.
[[nodiscard]] Result<> set_list_field(Incident& incident, std::string_view name, std::string_view value);
// What they say, name and value: notices by kind and number, then corrective actions.
using NamedValues = std::vector<std::pair<std::string, std::string>>;
[[nodiscard]] NamedValues notice_fields(const Incident& incident);
[[nodiscard]] NamedValues corrective_fields(const Incident& incident);
[[nodiscard]] Words list_words(std::string_view name);  // "续报（第 2 次）回执"

// Shared checks of values (incident_values.cc).
[[nodiscard]] Result<> check_text(std::string_view name, std::string_view value);
[[nodiscard]] Result<> check_typed_text(std::string_view name, std::string_view value);
[[nodiscard]] Result<std::optional<Instant>> time_value(std::string_view name, std::string_view value);

}  // namespace firsthour::playbooks
