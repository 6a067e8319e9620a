// SPDX-License-Identifier: Apache-2.0
// The Internet checksum (RFC 1071), eight bytes at a time.
#pragma once

#include "triage/network/field.h"

namespace firsthour::triage::network {

// The sum of the bytes as words in memory order, not folded: the checksum does not depend on the byte order
// as long as all summands keep to one.
[[nodiscard]] inline std::uint64_t sum_of(Bytes b) {
  std::uint64_t sum = 0;
  std::size_t at = 0;
  for (; at + 4 <= b.size(); at += 4) {
    std::uint32_t word;
    std::memcpy(&word, b.data() + at, 4);
    sum += word;
  }
  std::uint32_t tail = 0;
  if (at < b.size()) std::memcpy(&tail, b.data() + at, b.size() - at);
  return sum + tail;
}

[[nodiscard]] inline bool checksum_holds(Bytes b, std::uint64_t start) {
  std::uint64_t sum = start + sum_of(b);
  while (sum >> 16) sum = (sum & 0xffff) + (sum >> 16);
  return sum == 0xffff;
}

}  // namespace firsthour::triage::network
