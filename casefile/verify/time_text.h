// SPDX-License-Identifier: Apache-2.0
// Times as records have them (RFC 3339, UTC).
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::verify {

// "2026-11-22T06:47:20.123456789Z", nothing else.
[[nodiscard]] bool is_time(std::string_view text);

// Seconds since 1970 of such a time, with any number of decimals or none; rounded down.
[[nodiscard]] std::optional<std::uint64_t> seconds_of(std::string_view time);

}  // namespace firsthour::verify
