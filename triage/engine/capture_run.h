// SPDX-License-Identifier: Apache-2.0
// Captures, read as `firsthour traffic` reads them, by one worker in a sandbox: it is given
// their bytes through a socket, and opens nothing.
#pragma once

#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/traffic.h"
#include "triage/triage.h"

#include <vector>

namespace firsthour::triage {

// Adds to `report` as examine_targets does; the findings have the ids that `firsthour traffic` gives them.
// What of a capture was damaged, and captures that could not be read, are lines of report.not_scanned.
// Nothing when options.network is "" or there are no captures. interrupted when options.progress said stop.
[[nodiscard]] Result<> examine_captures(const std::vector<TrafficInput>& captures, const Detectors& detectors,
                                        const TriageOptions& options, TriageReport& report);

}  // namespace firsthour::triage
