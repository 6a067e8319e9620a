// SPDX-License-Identifier: Apache-2.0
// One run over a list of targets: workers, journal, and what they say made into findings.
#pragma once

#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/engine/targets.h"
#include "triage/triage.h"

#include <cstdint>
#include <set>
#include <string>

namespace firsthour::triage {

// Adds to `report`: findings (unranked), not_scanned, items, bytes, contents. `run` is the digest of all that
// decides the answers. Answers do not depend on order, on the number of workers, or on whether the run was
// killed and gone on with. interrupted when options.progress said stop: the journal is kept then.
// Gives the places of targets that are captures of network traffic.
[[nodiscard]] Result<std::set<std::uint64_t>> examine_targets(const Targets& targets,
                                                              const Detectors& detectors,
                                                              const std::string& run,
                                                              const TriageOptions& options,
                                                              TriageReport& report);

}  // namespace firsthour::triage
