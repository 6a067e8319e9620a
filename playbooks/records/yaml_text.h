// SPDX-License-Identifier: Apache-2.0
// YAML or JSON text written by people, as one JSON value.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <string_view>

namespace firsthour::playbooks {

// Text that starts with '{' is JSON and keeps its types; else it is YAML 1.2, where every scalar becomes a
// string ("no" stays "no") and an empty one null. `malformed` names the line. Refused: more than 1 MiB,
// more than 20,000 nodes (an alias can name a large node many times), more than one document, a key twice.
[[nodiscard]] Result<Json> parse_yaml_or_json(std::string_view text);

}  // namespace firsthour::playbooks
