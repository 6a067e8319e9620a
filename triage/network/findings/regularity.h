// SPDX-License-Identifier: Apache-2.0
// How regular a series is: the measures of RITA's beacon score (Bowley skewness, median absolute deviation),
// in any unit.
#pragma once

#include <cstdint>
#include <vector>

namespace firsthour::triage::network {

struct Regularity {
  double score = 0;  // 0 to 1: mean of one minus the skewness and of the deviation against the median
  std::int64_t median = 0, deviation = 0;
};

// REQUIRES: at least four values.
[[nodiscard]] Regularity regularity(std::vector<std::int64_t> values);
// The share of `bins` equal parts of the span in which something happened.
[[nodiscard]] double coverage(const std::vector<std::int64_t>& times, unsigned bins);

}  // namespace firsthour::triage::network
