// SPDX-License-Identifier: Apache-2.0
// Medians instead of means: a year has few incidents, and one long one says nothing of the others.
#pragma once

#include <optional>
#include <vector>

namespace firsthour::playbooks {

// Absent of nothing. Of an even number the mean of the two in the middle.
[[nodiscard]] std::optional<double> median(std::vector<double> values);
// The smallest value that at least nine tenths do not exceed (nearest rank).
[[nodiscard]] std::optional<double> ninth_decile(std::vector<double> values);

}  // namespace firsthour::playbooks
