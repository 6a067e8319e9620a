// SPDX-License-Identifier: Apache-2.0
// What one line can say of an event.
#pragma once

#include "casefile/json_fwd.h"

#include <string>

namespace firsthour::cli {

// The first of the body's fields that name things, "name web01, reason …"; "" when there are none. Texts are
// as they stand in the ledger.
[[nodiscard]] std::string event_gist(const Json& event);

}  // namespace firsthour::cli
