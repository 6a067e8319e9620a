// SPDX-License-Identifier: Apache-2.0
// Chains of origins in the ledger.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "triage/origin.h"

namespace firsthour::cli {

// Each chain is an `analysed` event; one that is there as it is is not told again.
[[nodiscard]] Try<> record_chains(CaseWriter& the_case, const triage::OriginReport& report);

}  // namespace firsthour::cli
