// SPDX-License-Identifier: Apache-2.0
// Texts of the kernel that name PIDs in passing. All parsers are total; what is no PID is passed over.
#pragma once

#include "collectors/process/process_table.h"

#include <string_view>
#include <vector>

namespace firsthour::collectors {

// cgroup.procs, /proc/PID/task/TID/children: numbers between blanks and newlines. 0 (a process of another PID
// namespace) is left out.
[[nodiscard]] std::vector<Pid> parse_pid_list(std::string_view text);

// /proc/locks, proc_locks(5): who took each lock; -1 (of no one process) is left out.
[[nodiscard]] std::vector<Pid> parse_lock_holders(std::string_view text);

// /proc/sysvipc/shm, msg, sem, sysvipc(7): the columns named "…pid" (creator, last user).
[[nodiscard]] std::vector<Pid> parse_ipc_users(std::string_view text);

}  // namespace firsthour::collectors
