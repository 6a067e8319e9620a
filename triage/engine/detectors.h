// SPDX-License-Identifier: Apache-2.0
// The detectors that the options ask for, loaded; shared by the ways to run them.
#pragma once

#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/triage.h"

namespace firsthour::triage {

// Fills rule counts, problems and report.rules_digest; a digest that is there already comes first in it.
[[nodiscard]] Result<Detectors> load_detectors(const TriageOptions& options, TriageReport& report);

}  // namespace firsthour::triage
