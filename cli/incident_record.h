// SPDX-License-Identifier: Apache-2.0
// The incident record as the commands handle it: opened once, then changed by whole new versions.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/incident.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// A new record with what the answers say of it. Fails when one was opened already.
[[nodiscard]] Try<playbooks::Incident> open_incident(const Invocation& call, CaseWriter& the_case,
                                                     const playbooks::Answers& answers,
                                                     const std::vector<std::string>& fields);
// The newest version; exit 1 with a hint when none was opened.
[[nodiscard]] Try<playbooks::Incident> current_incident(const CaseReader& the_case);
// "FIELD=VALUE" each.
[[nodiscard]] Try<> set_fields(playbooks::Incident& incident, const std::vector<std::string>& fields);
// Appends the next version.
[[nodiscard]] Try<> record_incident(CaseWriter& the_case, const playbooks::Incident& incident);

// As text, or as JSON lines of type `incident` and `clock`.
void show_incident(Terminal& terminal, const playbooks::Incident& incident);
[[nodiscard]] std::string clock_line(const Terminal& terminal, const playbooks::Incident& incident);
void show_clock(Terminal& terminal, const playbooks::Incident& incident);

}  // namespace firsthour::cli
