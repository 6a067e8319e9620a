// SPDX-License-Identifier: Apache-2.0
// Whether this machine lets the workers of a triage be shut in, asked before hostile bytes are read.
#pragma once

#include "casefile/result.h"

namespace firsthour::triage {

// Shuts a forked copy of this process in, and lets it end. unsupported, with why, when the kernel or a
// container does not allow it: workers are then as free as the user who started them. REQUIRES: no other
// thread runs.
[[nodiscard]] Result<> try_sandbox();

}  // namespace firsthour::triage
