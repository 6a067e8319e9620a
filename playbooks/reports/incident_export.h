// SPDX-License-Identifier: Apache-2.0
// The record in formats of others, as JSON text: VERIS 1.4.1, and a STIX 2.1 bundle. What the record does not
// say is the format's own word for unknown, or absent.
#pragma once

#include "casefile/json_fwd.h"
#include "playbooks/reports/incident_input.h"

#include <string>

namespace firsthour::playbooks {

// What VERIS calls a class by such a table: of its row, else of that of the class above it.
[[nodiscard]] Result<Json> veris_action(const Json& table, const std::string& code);
// Class to action by tables/veris-classes.yaml.
[[nodiscard]] Result<std::string> as_veris(const IncidentInput& input, const std::string& tables_folder);
// Identifiers are UUIDv5 under the case's id and times are those of the ledger: the same events, the same
// bytes.
[[nodiscard]] std::string as_stix(const IncidentInput& input, const CaseReader& from);

// RFC 4122, version 5. `space` as "6f1c2d3e-0001-4a5b-8c9d-0123456789ab"; one that is none counts as nil.
[[nodiscard]] std::string uuid5(std::string_view space, std::string_view name);

}  // namespace firsthour::playbooks
