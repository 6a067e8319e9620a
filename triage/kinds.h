// SPDX-License-Identifier: Apache-2.0
// Which items' bytes are matched by rules for files and programs. What the kernel said is judged by the host
// checks instead.
#pragma once

#include <algorithm>
#include <array>
#include <string_view>

namespace firsthour::triage {

[[nodiscard]] inline bool is_for_rules(std::string_view kind) {
  constexpr std::array<std::string_view, 6> kKinds{"file",         "executable", "process-memory",
                                                   "memory-image", "capture",    "carried-file"};
  return std::ranges::find(kKinds, kind) != kKinds.end();
}

}  // namespace firsthour::triage
