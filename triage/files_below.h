// SPDX-License-Identifier: Apache-2.0
// The files that a path named by the user stands for.
#pragma once

#include "casefile/result.h"
#include "triage/triage.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

// The path itself, whatever it is called, or the regular files below the folder whose name `wanted` takes, in
// the order of their names. Symbolic links to folders are not followed. A folder that cannot be listed is a
// line in `problems` and costs only itself. not_found when there is nothing at the path.
[[nodiscard]] Result<std::vector<std::string>> files_below(
    const std::string& path, const std::function<bool(std::string_view name)>& wanted,
    std::vector<RuleProblem>& problems);

}  // namespace firsthour::triage
