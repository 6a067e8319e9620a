// SPDX-License-Identifier: Apache-2.0
// host.clock: the clocks of the host. Those of the examiner and the reference come with the answers.
#include "collectors/host/kernel_text.h"
#include "collectors/output/record_file.h"
#include "collectors/system/system.h"

#include <sys/timex.h>
#include <time.h>

#include <optional>
#include <string>

namespace firsthour::collectors {
namespace {

std::int64_t nanoseconds_of(clockid_t clock) {
  timespec t{};
  ::clock_gettime(clock, &t);
  return Instant::from_seconds(t.tv_sec, t.tv_nsec).nanoseconds;
}

// adjtimex(2) with no mode set only reads.
std::string how_kept() {
  timex state{};
  const int answer = ::adjtimex(&state);
  if (answer < 0) return "kernel real-time clock";
  if (answer == TIME_ERROR || (state.status & STA_UNSYNC) != 0)
    return "kernel real-time clock, not synchronized";
  return "kernel real-time clock, synchronized, estimated error " + std::to_string(state.esterror) +
         " us, at most " + std::to_string(state.maxerror) + " us";
}

RecordWriter clock_record(std::string_view source, Instant time, Instant read_at, std::string_view basis) {
  RecordWriter record{"host.clock"};
  record.put("clock.source", source);
  record.put("clock.time", time);
  record.put("clock.read_at", read_at);
  record.put("clock.monotonic_ns", nanoseconds_of(CLOCK_BOOTTIME));
  record.put("clock.offset_ns", time.nanoseconds - read_at.nanoseconds);
  record.put("clock.basis", basis);
  return record;
}

std::optional<Instant> battery_clock(const Host& host) {
  const auto text = host.read("/sys/class/rtc/rtc0/since_epoch", 64);
  const auto seconds = text ? number_from<std::int64_t>(trimmed(text->bytes)) : std::nullopt;
  constexpr std::int64_t kFarthest = 1ll << 33;  // what nanoseconds in 64 bits can still say
  if (!seconds || *seconds < 0 || *seconds > kFarthest) return std::nullopt;
  return Instant::from_seconds(*seconds);
}

}  // namespace

SourceOutcome collect_clocks(Context& context) {
  SourceOutcome outcome;
  if (!context.host.live()) {
    outcome.outcome = Outcome::skipped;
    outcome.reason = "an image has no running clock";
    return outcome;
  }
  RecordFile records{context, "host.clock"};
  const Instant now = context.host.now();
  records.add(clock_record("host.realtime", now, now, how_kept()));
  const Instant before = context.host.now();
  if (const auto battery = battery_clock(context.host))
    records.add(clock_record("host.rtc", *battery, before,
                             "battery clock taken as UTC, whole seconds, /sys/class/rtc/rtc0/since_epoch"));
  records.finish(outcome);
  return outcome;
}

}  // namespace firsthour::collectors
