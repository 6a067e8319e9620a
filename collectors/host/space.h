// SPDX-License-Identifier: Apache-2.0
// How full a mounted file system is, statfs(2). Only to be asked of local ones: a dead server blocks the call
// for ever (system/mount_table.h, may_hang).
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>

namespace firsthour::collectors {

struct Space {
  std::uint64_t size = 0, free = 0, available = 0;  // bytes; available: to ordinary users
  std::uint64_t inodes = 0, inodes_free = 0;        // 0 where the file system makes them as needed
  std::uint64_t device = 0;                         // st_dev of what is mounted at the path now
};
// Of the running system only (Host::live()).
[[nodiscard]] Result<Space> space_at(const std::string& path);

}  // namespace firsthour::collectors
