// SPDX-License-Identifier: Apache-2.0
// A log's entries as entries of the timeline.
#pragma once

#include "triage/logs/read_log.h"
#include "triage/timeline/gatherer.h"

#include <cstddef>
#include <span>
#include <string>

namespace firsthour::triage {

// `item` and `path` are where the content stands; `name` its own, when it stands inside something else.
[[nodiscard]] Result<> take_log(std::span<const std::byte> content, std::string_view name,
                                const logs::LogHints& hints, const std::string& item, const std::string& path,
                                Gatherer& into);

// One sentence for a person: what the entry says, without its time and host.
[[nodiscard]] std::string log_entry_text(const logs::LogRecord& record, logs::LogKind kind);

}  // namespace firsthour::triage
