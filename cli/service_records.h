// SPDX-License-Identifier: Apache-2.0
// The service year as the commands handle it: read, named in the terminal's language, changed by versions.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/service_due.h"
#include "playbooks/service_year.h"

#include <string>
#include <vector>

namespace firsthour::cli {

// What was not understood is named as a warning.
// `failed` with a hint when the case is an incident's: a service year has one of its own.
[[nodiscard]] Try<> no_incident_in(const CaseReader& from);
[[nodiscard]] Try<playbooks::ServiceYear> service_year_in(const Invocation& call, const CaseReader& from);

// In the language of the terminal.
[[nodiscard]] std::string in_words(const Terminal& terminal, const playbooks::Words& words);
[[nodiscard]] std::string name_of_field(const Terminal& terminal, const playbooks::ServiceField& field);
[[nodiscard]] std::string shown_value(const Terminal& terminal, const playbooks::ServiceField& field,
                                      const std::string& value);

// "FIELD=VALUE" each; `now` and `today` stand for this machine's clock.
[[nodiscard]] Try<> set_service_fields(const Invocation& call, playbooks::ServiceRecord& record,
                                       const std::vector<std::string>& fields);
// Exit 2 naming everything that is missing or contradictory; what is against the contract is only said.
[[nodiscard]] Try<> check_service_record(const Invocation& call, const playbooks::ServiceYear& year,
                                         const playbooks::ServiceRecord& record);
// One line for people: the fields that tell records apart.
[[nodiscard]] std::string gist_of(const Terminal& terminal, const playbooks::ServiceRecord& record);

// {"type":"service",…} with the problems.
[[nodiscard]] Json json_of(const playbooks::ServiceYear& year, const playbooks::ServiceRecord& record);
[[nodiscard]] Json json_of(const playbooks::ServiceDue& due);
// A line a due, or JSON lines of type `due`.
void show_due(Terminal& terminal, const playbooks::ServiceDue& due);
// The table of the data folder, where there is one.
[[nodiscard]] Try<playbooks::WorkingDays> working_days(const Invocation& call);
// Says of each year whose working days are not known by a notice; or that there is no contract.
void say_unpublished(Terminal& terminal, const playbooks::ServiceYear& year,
                     const playbooks::WorkingDays& calendar);

}  // namespace firsthour::cli
