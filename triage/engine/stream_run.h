// SPDX-License-Identifier: Apache-2.0
// Items examined while their collection still comes, e.g. memory of live processes from `collect`. Nothing is
// written anywhere; there is no second look, so there is no journal.
#pragma once

#include "casefile/bytes.h"
#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/triage.h"

namespace firsthour::triage {

// Adds to `report` as examine_targets does. An item over the largest size is not kept in memory. A stream
// that was cut or altered leaves a line in report.not_scanned.
[[nodiscard]] Result<> examine_stream(ByteSource& from, const Detectors& detectors,
                                      const TriageOptions& options, TriageReport& report);

}  // namespace firsthour::triage
