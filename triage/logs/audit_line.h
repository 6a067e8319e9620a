// SPDX-License-Identifier: Apache-2.0
// One record of the Linux audit log: "type=SYSCALL msg=audit(1700000000.123:456): key=value …", raw or
// enriched (after a group separator the names of what the numbers mean).
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

struct AuditLine {
  std::string_view node, type, body;
  std::int64_t seconds = 0, milliseconds = 0;
  std::uint64_t serial = 0;
};

// Views into `line`.
[[nodiscard]] std::optional<AuditLine> parse_audit_line(std::string_view line);

// Each key and raw value of a record's body, quotes taken off, those inside msg='…' too. `quoted`: the value
// stood in double quotes and is text, not hexadecimal.
void each_audit_value(
    std::string_view body,
    const std::function<void(std::string_view key, std::string_view value, bool quoted)>& visit);

// The bytes behind a hexadecimal text where the kernel or auditd writes `key` of a record of this `type` so.
// nullopt when the key is none of those, or the value is not hexadecimal.
[[nodiscard]] std::optional<std::string> decoded_audit_value(std::string_view type, std::string_view key,
                                                             std::string_view value);

}  // namespace firsthour::triage::logs
