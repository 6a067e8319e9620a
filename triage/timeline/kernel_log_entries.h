// SPDX-License-Identifier: Apache-2.0
// Lines of the kernel's log as /dev/kmsg gives them ("6,339,5140900,-;text", continued by lines that begin
// with a blank), and as syslog(2) does ("<6>[    5.140900] text"). Times are since boot.
#pragma once

#include "casefile/instant.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string_view>

namespace firsthour::triage {

struct KernelLogLine {
  std::int64_t nanoseconds = 0;  // since boot; the clock of the log stands still while the machine sleeps
  std::string_view text;         // of the bytes that were read
  std::uint64_t offset = 0, length = 0, line = 0;
};
// Each line that has a time, in order; returns how many have none. Total.
[[nodiscard]] std::uint64_t each_kernel_log_line(std::string_view log,
                                                 const std::function<bool(const KernelLogLine&)>& visit);

}  // namespace firsthour::triage
