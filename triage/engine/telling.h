// SPDX-License-Identifier: Apache-2.0
// What workers said, as it stands in a report.
#pragma once

#include "triage/engine/answers.h"
#include "triage/engine/examine.h"
#include "triage/engine/targets.h"
#include "triage/triage.h"

namespace firsthour::triage {

// Adds findings (unranked), what was not scanned, items and bytes.
void tell(const Answers& answers, const Targets& targets, const Detectors& detectors, TriageReport& report);

}  // namespace firsthour::triage
