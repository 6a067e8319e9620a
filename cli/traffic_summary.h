// SPDX-License-Identifier: Apache-2.0
// What reading captures came to: for people, and as the last lines of JSON.
#pragma once

#include "cli/terminal.h"
#include "triage/traffic.h"

namespace firsthour::cli {

// Findings first, each with how sure it is and its packets; then what was not seen; then what there was.
void show_traffic(Terminal& terminal, const triage::TrafficReport& report, Instant now);
// "finding", "not-read" and "unknown" lines, and the summary.
void emit_traffic(Terminal& terminal, const triage::TrafficReport& report, Instant now);

}  // namespace firsthour::cli
