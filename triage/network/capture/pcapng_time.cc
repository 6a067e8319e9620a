// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/pcapng_reader.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
__extension__ using Wide = __int128;
}

std::int64_t pcapng_time(std::uint64_t stamp, std::uint8_t resolution, std::int64_t offset) {
  const unsigned exponent = resolution & 0x7f;
  Wide time = 0;
  if (resolution & 0x80) {
    // 2^-127 is allowed by the format; beyond 2^-93 not even the largest stamp is a nanosecond.
    if (exponent < 94) time = (Wide{stamp} * 1'000'000'000) >> exponent;
  } else {
    time = stamp;
    for (unsigned e = exponent; e < 9; ++e) time *= 10;
    for (unsigned e = 9; e < exponent && time > 0; ++e) time /= 10;
  }
  time += Wide{offset} * 1'000'000'000;
  return static_cast<std::int64_t>(std::clamp(time, Wide{INT64_MIN}, Wide{INT64_MAX}));
}

}  // namespace firsthour::triage::network
