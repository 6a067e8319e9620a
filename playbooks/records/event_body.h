// SPDX-License-Identifier: Apache-2.0
// What an event says of its matter, and who said it with what.
#pragma once

#include "casefile/event.h"
#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <string>

namespace firsthour::playbooks {

// The `body` of the event's canonical bytes.
[[nodiscard]] Result<Json> event_body(const Event& event);

// Total access to JSON of others: the fallback for what is absent or of another type.
[[nodiscard]] std::string text_at(const Json& json, std::string_view key);
[[nodiscard]] std::uint64_t number_at(const Json& json, std::string_view key);
[[nodiscard]] const Json& child_at(const Json& json, std::string_view key);  // null when absent

}  // namespace firsthour::playbooks
