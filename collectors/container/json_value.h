// SPDX-License-Identifier: Apache-2.0
// Members of JSON documents that others wrote: what is absent or of another type is empty, never an error.
#pragma once

#include "casefile/instant.h"
#include "casefile/json_fwd.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

using JsonPath = std::initializer_list<const char*>;

// The member at the end of the path of names; null when there is none.
[[nodiscard]] const Json* member_at(const Json& json, JsonPath path);
[[nodiscard]] std::string text_at(const Json& json, JsonPath path);
[[nodiscard]] std::optional<std::int64_t> number_at(const Json& json, JsonPath path);
[[nodiscard]] std::optional<bool> flag_at(const Json& json, JsonPath path);
// The strings of a list; others in it are passed over.
[[nodiscard]] std::vector<std::string> texts_at(const Json& json, JsonPath path);
// Engines write year 1 for "never": that is no time.
[[nodiscard]] std::optional<Instant> time_at(const Json& json, JsonPath path);

}  // namespace firsthour::collectors
