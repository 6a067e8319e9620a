// SPDX-License-Identifier: Apache-2.0
// What a drill came to, of its case.
#pragma once

#include "casefile/case.h"
#include "playbooks/summary.h"

#include <cstdint>
#include <optional>

namespace firsthour::playbooks {

// Absent where the first events hold no drill.
[[nodiscard]] Result<std::optional<DrillOutcome>> drill_outcome(const CaseReader& from, std::uint64_t upto);

}  // namespace firsthour::playbooks
