// SPDX-License-Identifier: Apache-2.0
// What a wall clock of the examined host meant in UTC. The zone is one of the host, never of this machine.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

class Zone {
 public:
  Zone() = default;  // UTC
  [[nodiscard]] static Zone fixed(std::int32_t seconds_east);
  // The content of a zone file (RFC 8536), as /etc/localtime has it. malformed names the offset.
  [[nodiscard]] static Result<Zone> from_tzif(std::span<const std::byte> file, std::string_view name);
  // "Asia/Shanghai", looked up in `folder` (one of this machine's: /usr/share/zoneinfo), or "+08:00",
  // "UTC". not_found for a name that is not there.
  [[nodiscard]] static Result<Zone> named(std::string_view name, const std::string& folder);

  struct Meaning {
    std::int64_t seconds = 0;  // UTC
    bool ambiguous = false;    // the clock was put back over it: the earlier of the two
    bool skipped = false;      // no such time: the clock was put forward over it
  };
  // Of seconds that a wall clock showed, counted as if they were UTC.
  [[nodiscard]] Meaning utc(std::int64_t wall_seconds) const;
  // "+08:00", "Asia/Shanghai".
  [[nodiscard]] std::string text() const;

 private:
  struct Change {
    std::int64_t at;  // UTC
    std::int32_t offset;
  };
  // The yearly rule after the last change (the footer of a zone file).
  struct YearlyRule {
    struct Day {
      char form = 0;  // 'M' month.week.day, 'J' day 1–365 without leap days, 'N' day 0–365, 0 none
      int month = 0, week = 0, day = 0;
      std::int32_t seconds = 7200;  // wall clock
    };
    std::int32_t standard = 0, summer = 0;
    Day begins, ends;
    bool present = false;
  };
  static bool parse_rule(std::string_view text, YearlyRule& into);
  [[nodiscard]] std::int32_t offset_at(std::int64_t utc) const;
  [[nodiscard]] std::int32_t rule_offset(std::int64_t utc) const;

  std::string name_;
  std::int32_t first_ = 0;  // before the first change
  std::vector<Change> changes_;
  YearlyRule rule_;
};

}  // namespace firsthour::triage::logs
