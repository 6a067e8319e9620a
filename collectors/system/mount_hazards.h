// SPDX-License-Identifier: Apache-2.0
// Where a read may wait for ever: devices and mount points of file systems behind a network or a process.
// Known from mountinfo, so that nothing has to be asked of the file system itself.
#pragma once

#include "collectors/system/mount_table.h"

#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class MountHazards {
 public:
  MountHazards() = default;  // knows no mounts and fears none
  explicit MountHazards(const std::vector<Mount>& mounts);

  // The path, or a part of it, lies on a mount that may hang.
  [[nodiscard]] bool path_may_hang(std::string_view path) const;
  // Bytes of a file with this st_dev may have to come from elsewhere. A device number without a mount is
  // taken for such, too (a dead share that was unmounted lazily), unless a file system is there that gives
  // its files such numbers (btrfs, overlay).
  [[nodiscard]] bool device_may_hang(std::uint64_t device) const;

 private:
  std::set<std::uint64_t> known_, hanging_;
  std::vector<std::string> points_;
  bool own_numbers_ = true;
};

}  // namespace firsthour::collectors
