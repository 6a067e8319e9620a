// SPDX-License-Identifier: Apache-2.0
// Where in the events of one group, in the order of time, a correlation holds. Pure: numbers in, ranges out.
//
// A lower bound (gt, gte, eq) is looked for in windows that slide from event to event: each stretch of events
// in which it is kept gives one answer, and upper bounds are held against the highest number of the stretch.
// Without a lower bound, and for averages and percentiles, windows begin at the first event and then at the
// first one after the last window: no event counts twice.
#pragma once

#include "triage/sigma/correlation.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace firsthour::triage::sigma {

struct GroupEvent {
  std::int64_t time = 0;         // nanoseconds
  std::uint32_t member = 0;      // which of the correlation's rules
  std::uint32_t value = 0;       // the condition's fields, as a number that stands for the text
  std::optional<double> number;  // the condition's field as a number
};

struct Stretch {
  std::size_t first = 0, last = 0;     // events, both included
  double number = 0;                   // what was held against the bounds, at its height
  std::optional<std::uint32_t> value;  // the rare value of value_percentile without a percentile
};

// `held(i)`: the correlation holds with the event i as its last.
[[nodiscard]] std::vector<Stretch> stretches_of(const Correlation& correlation,
                                                std::span<const GroupEvent> events,
                                                const std::function<void(std::size_t)>& held);

}  // namespace firsthour::triage::sigma
