// SPDX-License-Identifier: Apache-2.0
// One case, checked and read.
#pragma once

#include "casefile/case.h"
#include "playbooks/summary.h"

#include <string>
#include <variant>

namespace firsthour::playbooks {

// Nothing where the request names its cases and this is none of them. The checks first; a case that fails
// them is not read at all.
using CaseResult = std::variant<std::monostate, CaseExtract, BadCase>;
[[nodiscard]] CaseResult extract_case(const std::string& path, const SummaryRequest& request);
// The clocks of its incident at that time.
void set_clocks(CaseExtract& of, const DutyTable& duties, const ServiceContract* contract, Instant at);

}  // namespace firsthour::playbooks
