// SPDX-License-Identifier: Apache-2.0
// The names in a folder, in order, without "." and "..".
#pragma once

#include "casefile/result.h"

#include <string>
#include <vector>

namespace firsthour {

[[nodiscard]] Result<std::vector<std::string>> names_in(int folder, const std::string& name);

}  // namespace firsthour
