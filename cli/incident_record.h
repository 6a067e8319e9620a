// SPDX-License-Identifier: Apache-2.0
// The incident record as the commands handle it: opened once, then changed version by version.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/classification.h"
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
// "FIELD=VALUE" each; "FIELD=@FILE" takes the text of a file, "@@" stands for an "@" in front. A class may be
// given by name.
[[nodiscard]] Try<> set_fields(const Invocation& call, playbooks::Incident& incident,
                               const std::vector<std::string>& fields);
// Appends what makes `before` into `after`.
[[nodiscard]] Try<> record_incident(CaseWriter& the_case, const playbooks::Incident& before,
                                    const playbooks::Incident& after, const std::string& reason);
// The tables of law in force: those of the data folder where there is one.
[[nodiscard]] Try<playbooks::Classification> classification_for(const Invocation& call);

// Group by group, then what is missing and what contradicts; or JSON lines of type `incident`, `missing` and
// `contradiction`.
void show_incident(Terminal& terminal, const playbooks::Incident& incident,
                   const playbooks::Classification& classes, const playbooks::ServiceContract* contract);
// The way to the site, by the contract where there is one (else null).
[[nodiscard]] std::string clock_line(const Terminal& terminal, const playbooks::Incident& incident,
                                     const playbooks::ServiceContract* contract);
void show_clock(Terminal& terminal, const playbooks::Incident& incident,
                const playbooks::ServiceContract* contract);

}  // namespace firsthour::cli
