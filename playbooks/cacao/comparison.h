// SPDX-License-Identifier: Apache-2.0
// Two values compared as their type asks. What cannot be compared is an error, not false.
#pragma once

#include "casefile/result.h"

#include <optional>
#include <string_view>

namespace firsthour::playbooks {

enum class Comparison {
  equal,
  unequal,
  less,
  less_equal,
  greater,
  greater_equal,
  like,
  matches,
  is_subset,
  is_superset
};
[[nodiscard]] std::optional<Comparison> comparison_named(
    std::string_view sign);  // "=", "==", "LIKE", "ISSUBSET"

// `type` is a variable's; "" for two literals, which are numbers when both can be.
[[nodiscard]] Result<bool> compare(std::string_view type, std::string_view left, Comparison how,
                                   std::string_view right);

}  // namespace firsthour::playbooks
