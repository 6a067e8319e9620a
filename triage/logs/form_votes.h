// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/logs/log_record.h"

#include <cstddef>
#include <span>

namespace firsthour::triage::logs {

// The form of a text log by its first lines: that of the largest number of the first 64 that are not empty,
// and at least of one in eight. plain where there is none, or where the content is no text.
[[nodiscard]] LogKind most_lines_are(std::span<const std::byte> content);

}  // namespace firsthour::triage::logs
