// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace firsthour {
using Json = nlohmann::json;
}  // namespace firsthour
