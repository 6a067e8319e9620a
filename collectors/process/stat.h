// SPDX-License-Identifier: Apache-2.0
// /proc/PID/stat, proc_pid_stat(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct ProcessStat {
  std::uint32_t pid = 0, parent = 0;
  std::string name;  // comm: bytes; may hold blanks, brackets and newlines
  char state = '?';
  std::int32_t group = 0, session = 0, tty = 0;  // tty: device number, 0 = none
  std::uint64_t flags = 0;
  std::int64_t threads = 0;
  std::uint64_t start_ticks = 0;  // since boot, in clock ticks
  [[nodiscard]] bool kernel_thread() const;
};

// Absent when the text is not of this form or ends before the start time.
[[nodiscard]] std::optional<ProcessStat> parse_process_stat(std::string_view text);

// "pts/3", "tty1", "ttyS0"; "MAJOR:MINOR" for other devices, empty for none.
[[nodiscard]] std::string tty_name(std::int32_t device);

}  // namespace firsthour::collectors
