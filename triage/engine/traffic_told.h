// SPDX-License-Identifier: Apache-2.0
// What the worker that reads captures says: the parts of a traffic report that triage takes over.
#pragma once

#include "casefile/result.h"
#include "triage/traffic.h"

#include <string>
#include <string_view>

namespace firsthour::triage {

// Findings, what could not be judged, files not read, and each capture's name and losses; or why there is no
// report.
[[nodiscard]] std::string to_message(const Result<TrafficReport>& report);
// The error that to_message was given; malformed when the bytes are not what it made.
[[nodiscard]] Result<TrafficReport> traffic_from(std::string_view message);

}  // namespace firsthour::triage
