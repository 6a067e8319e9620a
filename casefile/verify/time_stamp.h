// SPDX-License-Identifier: Apache-2.0
// What a time stamp token (RFC 3161) says. Its signature is not looked at.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::verify {

struct TimeStamp {
  std::string digest;   // "sha256" or "sm3"
  std::string imprint;  // raw bytes
  std::string time;     // GeneralizedTime, "20261122064720Z"
};

// From the DER of a TimeStampToken: a SignedData around a TSTInfo. Total.
[[nodiscard]] std::optional<TimeStamp> read_time_stamp(std::string_view der);

// Whether "20261122064720.1Z" and "2026-11-22T06:47:20.1…Z" are the same second.
[[nodiscard]] bool same_time(std::string_view generalized, std::string_view rfc3339);

}  // namespace firsthour::verify
