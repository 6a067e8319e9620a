// SPDX-License-Identifier: Apache-2.0
// What the kernel's audit subsystem answers (linux/audit.h): its state, and the rules loaded into it, in the
// words of auditctl(8) where they are known.
#pragma once

#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct AuditStatus {
  std::uint32_t enabled = 0;  // 0 off, 1 on, 2 on and locked until the next boot
  std::uint32_t failure = 0;  // when a message is lost: 0 silent, 1 a line in the log, 2 the kernel stops
  std::uint32_t daemon = 0;   // PID of auditd; 0: none
  std::uint32_t rate_limit = 0, backlog_limit = 0, lost = 0, backlog = 0;
};

struct AuditRule {
  std::string list;    // "exit" "user" "task" "exclude" "filesystem" …
  std::string action;  // "always" "never" "possible"
  bool every_call = false;
  std::vector<std::uint64_t> calls;  // numbers of system calls, of the architecture that a field names
  std::vector<std::string> fields;   // "auid>=1000" "path=/etc/passwd" "perm=wa"; bytes
  std::string key;                   // bytes
};

[[nodiscard]] Result<AuditStatus> parse_audit_status(Bytes payload);
[[nodiscard]] Result<AuditRule> parse_audit_rule(Bytes payload);

}  // namespace firsthour::collectors
