// SPDX-License-Identifier: Apache-2.0
// Which items' bytes are matched by rules for files and programs, and how much of them is there. What the
// kernel said is judged by the host checks instead.
#pragma once

#include "casefile/item.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace firsthour::triage {

[[nodiscard]] inline bool is_for_rules(std::string_view kind) {
  constexpr std::array<std::string_view, 6> kKinds{"file",         "executable", "process-memory",
                                                   "memory-image", "capture",    "carried-file"};
  return std::ranges::find(kKinds, kind) != kKinds.end();
}

// Why not all of an item's content is there, by what its collector said; "" when it is.
[[nodiscard]] inline std::string what_is_missing(const Item& item, bool has_content) {
  if (item.outcome == Outcome::complete || item.outcome == Outcome::changed) return {};
  const std::string reason = item.reason.empty() ? "" : ": " + item.reason;
  return (has_content ? "only a part was collected: " : "no content: ") + std::string{name_of(item.outcome)} +
         reason;
}

}  // namespace firsthour::triage
