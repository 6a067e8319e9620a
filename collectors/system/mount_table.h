// SPDX-License-Identifier: Apache-2.0
// /proc/PID/mountinfo, proc_pid_mountinfo(5). Also the way to know, without asking it, whether a file system
// is one that may hang: a dead server blocks stat(2) and statfs(2) alike, and no signal helps.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct Mount {
  std::uint64_t id = 0, parent = 0;
  std::uint64_t device = 0;         // st_dev
  std::string root, point, source;  // bytes, octal escapes undone
  std::string type;                 // "ext4"
  std::string options;              // of the mount and of the file system, joined by a comma; bytes
};

// Lines that are not of this form are passed over.
[[nodiscard]] std::vector<Mount> parse_mounts(std::string_view mountinfo);

// Whether `path` is `point` or lies below it, by whole names.
[[nodiscard]] bool is_below(std::string_view path, std::string_view point);

// The mount that `path` (absolute, without symlinks) is on; of several at one point the last is on top.
[[nodiscard]] const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path);

// Whether a file system of this type waits for another machine or for a process.
[[nodiscard]] bool may_hang(std::string_view file_system_type);

}  // namespace firsthour::collectors
