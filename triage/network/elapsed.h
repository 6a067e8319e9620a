// SPDX-License-Identifier: Apache-2.0
// Stamps are what a file says: any 64 bits. Their difference is asked for here alone.
#pragma once

#include <cstdint>

namespace firsthour::triage::network {

// Nanoseconds from one stamp to another, negative when it is earlier; the nearest that fits when none does.
[[nodiscard]] inline std::int64_t elapsed(std::int64_t from, std::int64_t to) {
  std::int64_t difference = 0;
  if (!__builtin_sub_overflow(to, from, &difference)) return difference;
  return to < from ? INT64_MIN : INT64_MAX;
}

}  // namespace firsthour::triage::network
