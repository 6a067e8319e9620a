// SPDX-License-Identifier: Apache-2.0
// /proc/PID/maps, proc_pid_maps(5): one line a region of memory.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct MemoryRegion {
  std::uint64_t begin = 0, end = 0;  // addresses; the end is exclusive
  std::uint64_t offset = 0;          // of the beginning, in the file
  std::uint64_t device = 0;  // st_dev; on btrfs that of the whole file system, which stat(2) never says
  std::uint64_t inode = 0;   // 0: no file
  std::string permissions;   // "r-xp"
  std::string path;          // bytes, "\012" undone; empty for anonymous memory

  [[nodiscard]] std::uint64_t size() const { return end - begin; }
  [[nodiscard]] bool readable() const { return permissions.starts_with('r'); }
  [[nodiscard]] bool writable() const { return permissions.size() > 1 && permissions[1] == 'w'; }
  [[nodiscard]] bool executable() const { return permissions.size() > 2 && permissions[2] == 'x'; }
  [[nodiscard]] bool shared() const { return permissions.size() > 3 && permissions[3] == 's'; }
  // "[vdso]", "[vsyscall]", "[uprobes]" …: the kernel's own, the same in every process.
  [[nodiscard]] bool of_the_kernel() const;
};

// Calls `use` for each line, in order. Lines that are not of this form are passed over. Nothing is kept: a
// process may have as many regions as it likes.
void for_each_region(std::string_view maps, const std::function<void(const MemoryRegion&)>& use);

// The regions that may be executed, without the kernel's own; "[heap]" and "[stack]" are kept: nothing should
// run there.
[[nodiscard]] std::vector<MemoryRegion> executable_regions(std::string_view maps);

}  // namespace firsthour::collectors
