// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "casefile/result.h"

#include <string>
#include <vector>

namespace firsthour::triage::sigma {

// The file itself, or all *.yml and *.yaml below the folder in the order of their names. not_found or io.
[[nodiscard]] Result<std::vector<std::string>> rule_files(const std::string& path);

}  // namespace firsthour::triage::sigma
