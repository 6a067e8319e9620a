// SPDX-License-Identifier: Apache-2.0
// Any bytes as a zone file: a zone that answers for every time, or malformed.
#include "triage/logs/zone.h"

#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using firsthour::triage::logs::Zone;
  const auto zone = Zone::from_tzif({reinterpret_cast<const std::byte*>(data), size}, "fuzz");
  if (!zone) return 0;
  for (std::int64_t wall = -12'000'000'000; wall < 250'000'000'000; wall += 7'777'777'777) {
    const std::int64_t utc = zone->utc(wall).seconds;
    if (utc - wall > 26 * 3600 || wall - utc > 26 * 3600) __builtin_trap();
  }
  return 0;
}
