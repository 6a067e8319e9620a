// SPDX-License-Identifier: Apache-2.0
// The head of a line of syslog: RFC 3164 and what is made of it, RFC 5424, and rsyslog's ISO stamps.
#pragma once

#include "triage/logs/stamp.h"

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage::logs {

struct SyslogLine {
  Stamp stamp;
  std::optional<int> priority;                         // facility * 8 + severity
  std::string_view host, program, facility_and_level;  // the last as busybox writes it: "auth.info"
  std::optional<std::int64_t> pid;
  std::string_view message_id, structured_data;  // RFC 5424 only
  std::string_view message;
};

// Views into `line`. nullopt when there is no stamp at its start.
[[nodiscard]] std::optional<SyslogLine> parse_syslog(std::string_view line);

// Number or word: "auth", "crit"; "" when out of range.
[[nodiscard]] std::string_view syslog_facility(int priority);
[[nodiscard]] std::string_view syslog_severity(int priority);

}  // namespace firsthour::triage::logs
