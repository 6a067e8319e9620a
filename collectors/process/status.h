// SPDX-License-Identifier: Apache-2.0
// /proc/PID/status, proc_pid_status(5). Which lines are there depends on the kernel: what is not is absent.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct ProcessStatus {
  std::optional<std::uint32_t> tracer;
  std::optional<std::array<std::uint32_t, 4>> users, groups;  // real, effective, saved, file system
  std::vector<std::uint64_t> namespace_pids;                  // outermost first
  std::string permitted, effective, bounding;                 // capability masks in hex, empty when absent
  std::optional<std::uint32_t> no_new_privileges, seccomp;
};

[[nodiscard]] ProcessStatus parse_process_status(std::string_view text);

}  // namespace firsthour::collectors
