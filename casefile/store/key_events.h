// SPDX-License-Identifier: Apache-2.0
// Keys as events name them (FORMAT.md: `keys` of `opened`, `key` of `key` and `cosigned`).
#pragma once

#include "casefile/case.h"
#include "casefile/json_fwd.h"

#include <vector>

namespace firsthour {

[[nodiscard]] Json json_of(const SigningKey& key);
[[nodiscard]] Json json_of(const SigningKeys& keys);  // a list of one or two
// The keys that a body names, in `keys` or `key`; none when it names none.
[[nodiscard]] std::vector<CaseKey> keys_named_by(const Json& body);

}  // namespace firsthour
