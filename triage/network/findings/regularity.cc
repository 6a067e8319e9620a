// SPDX-License-Identifier: Apache-2.0
#include "triage/network/findings/regularity.h"

#include "triage/network/elapsed.h"

#include <algorithm>
#include <cmath>

namespace firsthour::triage::network {

namespace {
// Of sorted values, between neighbours in proportion.
double quantile(const std::vector<std::int64_t>& sorted, double share) {
  const double place = share * static_cast<double>(sorted.size() - 1);
  const auto low = static_cast<std::size_t>(place);
  const std::size_t high = std::min(low + 1, sorted.size() - 1);
  const double part = place - static_cast<double>(low);
  return static_cast<double>(sorted[low]) * (1 - part) + static_cast<double>(sorted[high]) * part;
}

// The largest are beyond what converts.
std::int64_t whole(double value) { return static_cast<std::int64_t>(std::clamp(value, -9e18, 9e18)); }
}  // namespace

Regularity regularity(std::vector<std::int64_t> values) {
  std::sort(values.begin(), values.end());
  const double q1 = quantile(values, 0.25), q2 = quantile(values, 0.5), q3 = quantile(values, 0.75);
  double skew = 0;
  // A spread under a hundredth of the median is none: dividing by it would make noise of it.
  if (q3 - q1 > std::abs(q2) / 100 && q2 != q1 && q2 != q3) skew = (q1 + q3 - 2 * q2) / (q3 - q1);
  std::vector<std::int64_t> deviations;
  deviations.reserve(values.size());
  for (const std::int64_t v : values) deviations.push_back(whole(std::abs(static_cast<double>(v) - q2)));
  std::sort(deviations.begin(), deviations.end());
  const double deviation = quantile(deviations, 0.5);
  Regularity out;
  out.median = whole(q2);
  out.deviation = whole(deviation);
  const double steady = q2 <= 0 ? 0 : std::max(0.0, (q2 - deviation) / q2);
  out.score = ((1 - std::abs(skew)) + steady) / 2;
  return out;
}

double coverage(const std::vector<std::int64_t>& times, unsigned bins) {
  const auto [first, last] = std::minmax_element(times.begin(), times.end());
  if (times.empty() || *first == *last) return 0;
  std::vector<bool> seen(bins);
  const double width = static_cast<double>(elapsed(*first, *last)) / bins;
  for (const std::int64_t t : times)
    seen[std::min<std::size_t>(static_cast<std::size_t>(static_cast<double>(elapsed(*first, t)) / width),
                               bins - 1)] = true;
  return static_cast<double>(std::count(seen.begin(), seen.end(), true)) / bins;
}

}  // namespace firsthour::triage::network
