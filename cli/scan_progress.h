// SPDX-License-Identifier: Apache-2.0
// The one line that says how far a scan is, how fast it goes and how long it will take.
#pragma once

#include "cli/terminal.h"
#include "triage/triage.h"

#include <chrono>
#include <functional>

namespace firsthour::cli {

// For TriageOptions::progress: shows the line, and says stop when the user asked to. The terminal outlives
// it.
[[nodiscard]] std::function<bool(const triage::RunProgress&)> scan_progress(Terminal& terminal);

}  // namespace firsthour::cli
