// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "triage/logs/stamp.h"

#include <optional>
#include <string_view>

namespace firsthour::triage::logs {

// A time at the start of a line, alone or in brackets; `length` covers the brackets.
[[nodiscard]] std::optional<Stamp> plain_stamp(std::string_view line);

}  // namespace firsthour::triage::logs
