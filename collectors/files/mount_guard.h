// SPDX-License-Identifier: Apache-2.0
// Which paths are not entered, by the file system mounted there. A dead network or FUSE mount hangs whoever
// touches it, in a way that no signal ends; so such mount points are known beforehand and never looked up.
#pragma once

#include "collectors/host.h"
#include "collectors/system/mount_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class MountGuard {
 public:
  enum class Kind {
    remote,  // network, FUSE, autofs: never touched
    pseudo,  // proc, sysfs, cgroup …: a path named in full is read, a walk does not go in
    copy,    // the merged view of a container, whose layers are read where they lie
  };
  struct Barrier {
    std::string point;  // as seen from the examined root, unescaped bytes
    std::string type;
    Kind kind;
  };

  // `mounts` are those of this process; mounts outside `root` do not matter.
  MountGuard(const std::vector<Mount>& mounts, std::string_view root);

  // The mount at exactly this path, when it is one that is not entered. A path is checked component by
  // component by the caller, so that nothing below has to be asked.
  [[nodiscard]] const Barrier* at(std::string_view path) const;

 private:
  std::vector<Barrier> barriers_;  // sorted by point
};

// By our own mounts, of the machine we run on: also those inside a mounted image.
[[nodiscard]] MountGuard read_mount_guard(const Host& host);

}  // namespace firsthour::collectors
