// SPDX-License-Identifier: Apache-2.0
// Files of this machine into a case: as evidence (case add) or as documents (case attach).
#pragma once

#include "cli/case_door.h"

#include <string_view>

namespace firsthour::cli {

// Every word after the first is a file. A file that cannot be read costs only itself: exit 3.
[[nodiscard]] Try<Exit> add_files(const Invocation& call, std::string_view kind, std::string_view source);

}  // namespace firsthour::cli
