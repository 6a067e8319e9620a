// SPDX-License-Identifier: Apache-2.0
// What a capture of network traffic shows, as entries of the timeline: flows, requests, names asked for,
// handshakes, logins, files, messages. Passwords are masked.
#pragma once

#include "casefile/case.h"
#include "triage/timeline/gatherer.h"

namespace firsthour::triage {

// Nothing when the item is no capture. What of it could not be read is told in the report.
[[nodiscard]] Result<> take_capture(const CaseItem& item, const CaseReader& from, Gatherer& into);

}  // namespace firsthour::triage
