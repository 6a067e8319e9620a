// SPDX-License-Identifier: Apache-2.0
// What a finding stands on inside an archive becomes an item of its own in the case, which names its parent.
#pragma once

#include "casefile/case.h"
#include "cli/command.h"
#include "triage/triage.h"

namespace firsthour::cli {

// Takes the contents of findings of medium severity and more out, each once, at most 100 and 256 MiB of them;
// the findings then stand on the new items. What could not be taken out is added to report.not_scanned.
[[nodiscard]] Try<> derive_members(CaseWriter& the_case, const triage::TriageOptions& options,
                                   triage::TriageReport& report);

}  // namespace firsthour::cli
