// SPDX-License-Identifier: Apache-2.0
// The clock of a drill: virtual milliseconds since its start as a function of wall time, changed by start,
// pause, resume, rate, step and jump. Integer arithmetic only, so that the same changes give the same
// readings everywhere; a reading never runs backward but by a jump. It reads no clock itself.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::playbooks {

// Milliseconds of drill time since the start.
using DrillTime = std::int64_t;

struct ClockChange {
  enum class Kind {
    start,  // from 0, at the rate 1
    pause,
    resume,
    rate,  // `rate` thousandths of wall time: 1000 is as fast as life
    jump,  // to `to`, forward or back; while paused it stays paused
    step,  // to `to` and paused there: the next inject's time
    stop,  // for good
  };
  Kind kind = Kind::start;
  Instant wall;  // when it was done
  std::int64_t rate = 1000;
  DrillTime to = 0;
};
[[nodiscard]] std::string_view name_of(ClockChange::Kind kind);

class DrillClock {
 public:
  enum class State { not_started, running, paused, stopped };
  static constexpr std::int64_t kSlowest = 1, kFastest = 1'000'000;  // thousandths

  // Refused (usage): what does not fit the state, a rate out of bounds, a time before 0 or over a year, wall
  // time before the last change.
  [[nodiscard]] Result<> apply(const ClockChange& change);
  [[nodiscard]] State state() const { return state_; }
  [[nodiscard]] std::int64_t rate() const { return rate_; }
  // What it shows at that wall time; 0 before the start. Wall time before the last change reads as the last
  // change.
  [[nodiscard]] DrillTime at(Instant wall) const;
  // The first wall time at which it shows at least `time`; absent while it does not run (or has passed it
  // already: then the last change's wall time).
  [[nodiscard]] std::optional<Instant> wall_of(DrillTime time) const;

 private:
  State state_ = State::not_started;
  std::int64_t rate_ = 1000;
  Instant since_;             // wall time of the last change
  std::int64_t base_ns_ = 0;  // what it showed then, in nanoseconds: no reading is rounded twice
};

}  // namespace firsthour::playbooks
