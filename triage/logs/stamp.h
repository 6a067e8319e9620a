// SPDX-License-Identifier: Apache-2.0
// The forms in which logs write a time, at the start of a text. What is no such form gives nothing; trailing
// text is the caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage::logs {

struct Stamp {
  int year = 0;  // 0: not said
  int month = 1, day = 1;
  std::int64_t second_of_day = 0;  // 86,400 for a leap second
  std::int32_t nanoseconds = 0;
  std::optional<std::int32_t> zone;  // seconds east
  std::size_t length = 0;            // of the text that was read

  // As if the wall clock showed UTC, in `of_year` where the stamp has none. nullopt: no such day then.
  [[nodiscard]] std::optional<std::int64_t> wall_seconds(int of_year) const;
};

// "Nov 23 05:11:28", "Nov  3 05:11:28.123", "Nov 23 2026 05:11:28", "2026 Nov 23 05:11:28" (RFC 3164 and what
// devices make of it).
[[nodiscard]] std::optional<Stamp> bsd_stamp(std::string_view text);
// "2026-11-23T05:11:28.123456+08:00", with a blank for the T, a comma for the point, slashes for the dashes,
// "+0800", "Z", or without a zone.
[[nodiscard]] std::optional<Stamp> iso_stamp(std::string_view text);
// "23/Nov/2026:05:11:28 +0800" (web logs), "23-Nov-2026 05:11:28.123" (Tomcat).
[[nodiscard]] std::optional<Stamp> clf_stamp(std::string_view text);
// "Mon Nov 23 05:11:28.123456 2026" (Apache's error log, ctime).
[[nodiscard]] std::optional<Stamp> ctime_stamp(std::string_view text);

}  // namespace firsthour::triage::logs
