// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/correlation_windows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <unordered_map>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

using Events = std::span<const GroupEvent>;

// Counts of different things in a window.
class Distinct {
 public:
  void add(std::uint32_t thing) { ++counts_[thing]; }
  void remove(std::uint32_t thing) {
    const auto known = counts_.find(thing);
    if (known != counts_.end() && --known->second == 0) counts_.erase(known);
  }
  [[nodiscard]] double size() const { return static_cast<double>(counts_.size()); }

 private:
  std::unordered_map<std::uint32_t, std::uint64_t> counts_;
};

// The number of a window that events enter and leave.
class Measure {
 public:
  explicit Measure(CorrelationType type) : type_{type} {}
  void add(const GroupEvent& event) {
    ++count_;
    if (type_ == CorrelationType::value_count) distinct_.add(event.value);
    if (type_ == CorrelationType::temporal) distinct_.add(event.member);
    if (event.number) sum_ += *event.number;
  }
  void remove(const GroupEvent& event) {
    --count_;
    if (type_ == CorrelationType::value_count) distinct_.remove(event.value);
    if (type_ == CorrelationType::temporal) distinct_.remove(event.member);
    if (event.number) sum_ -= *event.number;
  }
  [[nodiscard]] double number() const {
    if (type_ == CorrelationType::event_count) return static_cast<double>(count_);
    if (type_ == CorrelationType::value_sum) return static_cast<double>(sum_);
    if (type_ == CorrelationType::value_avg) return static_cast<double>(sum_) / static_cast<double>(count_);
    return distinct_.size();
  }

 private:
  CorrelationType type_;
  std::uint64_t count_ = 0;
  long double sum_ = 0;
  Distinct distinct_;
};

// Times are any 64-bit number: their difference may not fit.
bool within(std::int64_t early, std::int64_t late, std::int64_t seconds) {
  const auto apart = static_cast<std::uint64_t>(late) - static_cast<std::uint64_t>(early);
  return apart <= static_cast<std::uint64_t>(seconds) * 1'000'000'000U;
}

NumberBounds bounds_of(const Correlation& correlation) {
  NumberBounds bounds = correlation.bounds;
  if (correlation.type == CorrelationType::temporal && !bounds.any()) {
    bounds.at_least = static_cast<double>(correlation.rules.size());
  }
  return bounds;
}

std::vector<Stretch> sliding(const Correlation& correlation, const NumberBounds& bounds, Events events,
                             const std::function<void(std::size_t)>& held) {
  std::vector<Stretch> found;
  Measure measure{correlation.type};
  std::optional<Stretch> open;
  const auto close = [&] {
    if (open && bounds.hold(open->number)) found.push_back(*open);
    open.reset();
  };
  std::size_t left = 0;
  for (std::size_t i = 0; i < events.size(); ++i) {
    measure.add(events[i]);
    while (!within(events[left].time, events[i].time, correlation.timespan_seconds))
      measure.remove(events[left++]);
    const double number = measure.number();
    if (!bounds.lower_hold(number)) {
      close();
      continue;
    }
    if (bounds.hold(number)) held(i);
    if (!open) open = Stretch{left, i, number, std::nullopt};
    open->last = i;
    open->number = std::max(open->number, number);
  }
  close();
  return found;
}

// The window from event `first`: the first event after it.
std::size_t window_end(const Correlation& correlation, Events events, std::size_t first) {
  std::size_t end = first + 1;
  while (end < events.size() && within(events[first].time, events[end].time, correlation.timespan_seconds))
    ++end;
  return end;
}

// Nearest rank.
double percentile_of(Events events, double percentile) {
  std::vector<double> numbers;
  for (const GroupEvent& event : events) {
    if (event.number) numbers.push_back(*event.number);
  }
  if (numbers.empty()) return std::nan("");
  std::ranges::sort(numbers);
  const auto rank =
      static_cast<std::size_t>(std::ceil(percentile / 100.0 * static_cast<double>(numbers.size())));
  return numbers[std::min(numbers.size(), std::max<std::size_t>(rank, 1)) - 1];
}

void rare_values(const NumberBounds& bounds, Events events, std::size_t offset, std::vector<Stretch>& into,
                 const std::function<void(std::size_t)>& held) {
  struct Seen {
    std::size_t count = 0, first = 0, last = 0;
  };
  std::map<std::uint32_t, Seen> seen;
  for (std::size_t i = 0; i < events.size(); ++i) {
    Seen& one = seen[events[i].value];
    if (one.count++ == 0) one.first = i;
    one.last = i;
  }
  for (const auto& [value, one] : seen) {
    const double share = 100.0 * static_cast<double>(one.count) / static_cast<double>(events.size());
    if (!bounds.hold(share)) continue;
    into.push_back({offset + one.first, offset + one.last, share, value});
    held(offset + one.last);
  }
}

std::vector<Stretch> one_after_another(const Correlation& correlation, const NumberBounds& bounds,
                                       Events events, const std::function<void(std::size_t)>& held) {
  std::vector<Stretch> found;
  for (std::size_t first = 0, end = 0; first < events.size(); first = end) {
    end = window_end(correlation, events, first);
    const Events window = events.subspan(first, end - first);
    if (correlation.type == CorrelationType::value_percentile && !correlation.percentile) {
      rare_values(bounds, window, first, found, held);
      continue;
    }
    double number = 0;
    if (correlation.type == CorrelationType::value_percentile) {
      number = percentile_of(window, *correlation.percentile);
    } else {
      Measure measure{correlation.type};
      for (const GroupEvent& event : window) measure.add(event);
      number = measure.number();
    }
    if (std::isnan(number) || !bounds.hold(number)) continue;
    found.push_back({first, end - 1, number, std::nullopt});
    held(end - 1);
  }
  return found;
}

// For each rule in the order asked for, the latest event at which a chain that has come so far began.
std::vector<Stretch> in_order(const Correlation& correlation, Events events,
                              const std::function<void(std::size_t)>& held) {
  const std::size_t length = correlation.rules.size();
  std::vector<std::optional<std::size_t>> begun(length);
  std::vector<Stretch> found;
  for (std::size_t i = 0; i < events.size(); ++i) {
    const std::size_t member = events[i].member;
    if (member == 0) {
      begun[0] = i;
    } else {
      const auto from = begun[member - 1];
      if (!from || !within(events[*from].time, events[i].time, correlation.timespan_seconds)) continue;
      begun[member] = from;
    }
    if (member + 1 != length) continue;
    held(i);
    const std::size_t first = *begun[member];
    if (!found.empty() && first <= found.back().last) {
      found.back().last = i;
      found.back().number += 1;
    } else {
      found.push_back({first, i, 1, std::nullopt});
    }
  }
  return found;
}

}  // namespace

std::vector<Stretch> stretches_of(const Correlation& correlation, std::span<const GroupEvent> events,
                                  const std::function<void(std::size_t)>& held) {
  if (correlation.type == CorrelationType::temporal_ordered) return in_order(correlation, events, held);
  const NumberBounds bounds = bounds_of(correlation);
  const bool whole_windows = correlation.type == CorrelationType::value_avg ||
                             correlation.type == CorrelationType::value_percentile || !bounds.ask_for_much();
  return whole_windows ? one_after_another(correlation, bounds, events, held)
                       : sliding(correlation, bounds, events, held);
}

}  // namespace firsthour::triage::sigma
