// SPDX-License-Identifier: Apache-2.0
// service add --import: many records of one kind from a table.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/service_year.h"

#include <string>

namespace firsthour::cli {

// `defaults`: what was said on the command line, for the cells that are empty. Every row that was not taken
// is named with its line: exit 3.
[[nodiscard]] Try<Exit> import_records(const Invocation& call, CaseWriter& the_case,
                                       const playbooks::ServiceYear& year,
                                       const playbooks::ServiceRecord& defaults, const std::string& file);

}  // namespace firsthour::cli
