// SPDX-License-Identifier: Apache-2.0
#include "playbooks/drill_clock.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace firsthour::playbooks {
namespace {

using Kind = ClockChange::Kind;

constexpr std::int64_t kMillisecond = 1'000'000;
constexpr DrillTime kLongest = DrillTime{366} * 24 * 3600 * 1000;
constexpr std::int64_t kLongestNs = kLongest * kMillisecond;

constexpr std::array<std::pair<Kind, std::string_view>, 7> kKinds{{{Kind::start, "start"},
                                                                   {Kind::pause, "pause"},
                                                                   {Kind::resume, "resume"},
                                                                   {Kind::rate, "rate"},
                                                                   {Kind::jump, "jump"},
                                                                   {Kind::step, "step"},
                                                                   {Kind::stop, "stop"}}};

// Drill nanoseconds in so many wall nanoseconds, rounded down; at most the longest drill. Whole microseconds
// first, so that nothing overflows.
std::int64_t scaled(std::int64_t wall_ns, std::int64_t rate) {
  const std::int64_t thousands = wall_ns / 1000;
  if (thousands > kLongestNs / rate) return kLongestNs;
  return thousands * rate + (wall_ns % 1000) * rate / 1000;
}

}  // namespace

std::string_view name_of(ClockChange::Kind kind) {
  for (const auto& [one, name] : kKinds)
    if (one == kind) return name;
  return "";
}

Result<> DrillClock::apply(const ClockChange& change) {
  const auto refuse = [&](std::string_view why) {
    return fail(Errc::usage, fmt::format("cannot {}: {}", name_of(change.kind), why));
  };
  if (state_ == State::stopped) return refuse("the drill is over");
  if ((state_ == State::not_started) != (change.kind == Kind::start))
    return refuse(state_ == State::not_started ? "the drill has not begun" : "the drill has begun already");
  if (change.kind != Kind::start && change.wall < since_) return refuse("its time is before the last change");
  if (change.kind == Kind::pause && state_ == State::paused) return refuse("it is paused already");
  if (change.kind == Kind::resume && state_ != State::paused) return refuse("it is not paused");
  if (change.kind == Kind::rate && (change.rate < kSlowest || change.rate > kFastest))
    return refuse("the rate must be from 0.001 to 1000");
  if ((change.kind == Kind::jump || change.kind == Kind::step) && (change.to < 0 || change.to > kLongest))
    return refuse("the time must be from 0 to a year");
  const std::int64_t shown =
      state_ == State::running
          ? std::min(kLongestNs, base_ns_ + scaled(change.wall.nanoseconds - since_.nanoseconds, rate_))
          : base_ns_;
  const bool moved = change.kind == Kind::jump || change.kind == Kind::step;
  base_ns_ = moved ? change.to * kMillisecond : shown;
  since_ = change.wall;
  if (change.kind == Kind::rate) rate_ = change.rate;
  if (change.kind == Kind::start || change.kind == Kind::resume) state_ = State::running;
  if (change.kind == Kind::pause || change.kind == Kind::step) state_ = State::paused;
  if (change.kind == Kind::stop) state_ = State::stopped;
  return {};
}

DrillTime DrillClock::at(Instant wall) const {
  if (state_ != State::running || wall <= since_) return base_ns_ / kMillisecond;
  const std::int64_t passed = scaled(wall.nanoseconds - since_.nanoseconds, rate_);
  return std::min(kLongestNs, base_ns_ + passed) / kMillisecond;
}

std::optional<Instant> DrillClock::wall_of(DrillTime time) const {
  if (state_ != State::running || time < 0 || time > kLongest) return std::nullopt;
  const std::int64_t missing = time * kMillisecond - base_ns_;
  if (missing <= 0) return since_;
  // The least wall time w with w * rate / 1000 >= missing.
  const std::int64_t whole = missing / rate_, rest = missing % rate_;
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max() / 4000;
  if (whole > kMost) return std::nullopt;
  const std::int64_t wall = whole * 1000 + (rest * 1000 + rate_ - 1) / rate_;
  if (since_.nanoseconds > std::numeric_limits<std::int64_t>::max() - wall) return std::nullopt;
  // scaled() rounds down twice; one step more is enough where that shows.
  Instant found{since_.nanoseconds + wall};
  while (at(found) < time) found.nanoseconds += 1;
  return found;
}

}  // namespace firsthour::playbooks
