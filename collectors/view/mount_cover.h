// SPDX-License-Identifier: Apache-2.0
// Mounts that lie over what the kernel shows of itself: a folder bound over /proc/PID hides the process from
// every tool that reads it by name.
#pragma once

#include "collectors/process/process_table.h"
#include "collectors/system/mount_table.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct MountCover {
  const Mount* mount = nullptr;  // into the table given
  const Mount* below = nullptr;  // the procfs or sysfs it lies on
  std::string path;              // what is covered, counted from the procfs or sysfs it lies in: "/812"
  std::optional<Pid> pid;        // the process whose folder that is
};

// Of one mount namespace. `whole`: also what tells of modules, the network and the process itself, and /proc
// as a whole; containers and sandboxes mask some of that, so it is asked of the first namespace only. Covers
// that are ordinary everywhere (binfmt_misc, lxcfs, control groups …) are none.
[[nodiscard]] std::vector<MountCover> mount_covers(const std::vector<Mount>& mounts, bool whole);

}  // namespace firsthour::collectors
