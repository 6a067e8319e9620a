// SPDX-License-Identifier: Apache-2.0
// A point in time, UTC, in nanoseconds since 1970. What is written into cases is always this;
// people read forms in Beijing time (UTC+8, no daylight saving since 1991).
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour {

struct Instant {
  std::int64_t nanoseconds = 0;
  auto operator<=>(const Instant&) const = default;

  [[nodiscard]] static constexpr Instant from_seconds(std::int64_t s, std::int64_t ns = 0) {
    return {s * 1'000'000'000 + ns};
  }
};

// "2026-11-22T05:37:06.123456789Z": always nine decimals, so that text order is time order.
[[nodiscard]] std::string rfc3339(Instant t);
// "2026-11-22 13:37:06" in UTC+8, for forms and screens. The caller prints the zone once.
[[nodiscard]] std::string beijing_time(Instant t);
// "20261122T053706Z", for file names.
[[nodiscard]] std::string compact_utc(Instant t);
// RFC 3339 with any offset and zero to nine decimals ("2026-11-22T13:37+08:00", a blank for the T
// and absent seconds are accepted too; without an offset the time is refused, since it says nothing).
[[nodiscard]] std::optional<Instant> parse_rfc3339(std::string_view text);

// The machine's real-time clock. Ambient time enters the program here; code under test takes an
// Instant or a Clock instead.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Instant now() const = 0;
};
class SystemClock final : public Clock {
 public:
  [[nodiscard]] Instant now() const override;
};

}  // namespace firsthour
