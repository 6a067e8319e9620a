// SPDX-License-Identifier: Apache-2.0
// What /proc/PID/fd/N points to, and what /proc/PID/fdinfo/N says of it, proc_pid_fdinfo(5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// "socket:[812]" gives 812 for the kind "socket"; absent for every other text. Also for the links in ns/.
[[nodiscard]] std::optional<std::uint64_t> inode_of_link(std::string_view link, std::string_view kind);

// Without the " (deleted)" that the kernel appends, when it is there.
[[nodiscard]] std::string_view without_deleted_mark(std::string_view link);

struct DescriptorInfo {
  std::string flags;  // octal text
  std::optional<std::uint64_t> offset;
  std::optional<std::uint64_t> bpf_program, bpf_map, bpf_link;
};

[[nodiscard]] DescriptorInfo parse_descriptor_info(std::string_view text);

}  // namespace firsthour::collectors
