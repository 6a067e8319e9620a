// SPDX-License-Identifier: Apache-2.0
// An entry as bytes, for the sorter's own files.
#pragma once

#include "triage/timeline.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage {

void encode_entry(const TimelineEntry& entry, std::string& to);
// nullopt when the bytes are not what encode_entry writes.
[[nodiscard]] std::optional<TimelineEntry> decode_entry(std::string_view bytes);

}  // namespace firsthour::triage
