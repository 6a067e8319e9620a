// SPDX-License-Identifier: Apache-2.0
// /proc/PID/maps, proc_pid_maps(5): the regions that may be executed.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct ExecutableRegion {
  std::uint64_t begin = 0, end = 0;
  std::string path;          // bytes, "\012" undone; empty for anonymous memory
  std::uint64_t inode = 0;   // 0: no file
  std::uint64_t device = 0;  // st_dev
  bool writable = false;
};

// Lines that are not of this form are passed over. The kernel's own regions ("[vdso]", "[vsyscall]",
// "[uprobes]") are left out; "[heap]" and "[stack]" are kept: nothing should run there.
[[nodiscard]] std::vector<ExecutableRegion> executable_regions(std::string_view maps);

}  // namespace firsthour::collectors
