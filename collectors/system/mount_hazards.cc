// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/mount_hazards.h"

#include <sys/sysmacros.h>

#include <algorithm>

namespace firsthour::collectors {
namespace {

// File systems whose files have a device number that no mount shows.
bool gives_own_numbers(std::string_view type) {
  return type == "btrfs" || type == "overlay" || type == "aufs" || type == "bcachefs" || type == "zfs";
}

}  // namespace

MountHazards::MountHazards(const std::vector<Mount>& mounts) : own_numbers_{mounts.empty()} {
  for (const auto& mount : mounts) {
    known_.insert(mount.device);
    own_numbers_ = own_numbers_ || gives_own_numbers(mount.type);
    if (!may_hang(mount.type)) continue;
    hanging_.insert(mount.device);
    points_.push_back(mount.point);
  }
}

bool MountHazards::path_may_hang(std::string_view path) const {
  return std::any_of(points_.begin(), points_.end(),
                     [&](const std::string& point) { return is_below(path, point); });
}

bool MountHazards::device_may_hang(std::uint64_t device) const {
  if (hanging_.contains(device)) return true;
  const bool has_block_device = ::gnu_dev_major(device) != 0;
  return !has_block_device && !known_.contains(device) && !own_numbers_;
}

}  // namespace firsthour::collectors
