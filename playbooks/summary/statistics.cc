// SPDX-License-Identifier: Apache-2.0
#include "playbooks/summary/statistics.h"

#include <algorithm>

namespace firsthour::playbooks {

std::optional<double> median(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t half = values.size() / 2;
  return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

std::optional<double> ninth_decile(std::vector<double> values) {
  if (values.empty()) return std::nullopt;
  std::sort(values.begin(), values.end());
  const std::size_t rank = (values.size() * 9 + 9) / 10;
  return values[std::max<std::size_t>(rank, 1) - 1];
}

}  // namespace firsthour::playbooks
