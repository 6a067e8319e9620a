// SPDX-License-Identifier: Apache-2.0
// What a drill leaves to the service year: its record, and a follow-up for each improvement.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "playbooks/service_year.h"

#include <string>

namespace firsthour::cli {

// Of the drill in that case. FIELD=VALUE of the command line stands where the drill says nothing. All or
// nothing: what is missing is named and no record is made. Closes the service year's case.
[[nodiscard]] Try<Exit> take_drill(const Invocation& call, CaseWriter& the_case,
                                   const playbooks::ServiceYear& year, const std::string& drill_case);

}  // namespace firsthour::cli
