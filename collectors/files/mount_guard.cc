// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/mount_guard.h"

#include "casefile/bytes.h"

#include <algorithm>
#include <array>
#include <optional>

namespace firsthour::collectors {
namespace {

using Kind = MountGuard::Kind;

constexpr std::array<std::string_view, 20> kPseudo{
    "proc",   "sysfs",  "cgroup",   "cgroup2",   "debugfs",    "tracefs",    "securityfs",
    "bpf",    "pstore", "efivarfs", "configfs",  "fusectl",    "mqueue",     "hugetlbfs",
    "devpts", "nsfs",   "resctrl",  "selinuxfs", "rpc_pipefs", "binfmt_misc"};
// Where container engines mount the merged view of layers that lie beside it.
constexpr std::array<std::string_view, 6> kEngines{"/var/lib/docker", "/var/lib/containers",
                                                   "/run/docker",     "/var/lib/containerd",
                                                   "/run/containerd", "/var/lib/kubelet"};

std::optional<Kind> kind_of(const Mount& mount, std::string_view point) {
  if (may_hang(mount.type)) return Kind::remote;
  if (std::find(kPseudo.begin(), kPseudo.end(), mount.type) != kPseudo.end()) return Kind::pseudo;
  const auto holds = [&](std::string_view engine) { return is_below(point, engine); };
  if (mount.type == "overlay" && std::any_of(kEngines.begin(), kEngines.end(), holds)) return Kind::copy;
  return std::nullopt;
}

}  // namespace

MountGuard::MountGuard(const std::vector<Mount>& mounts, std::string_view root) {
  while (root.size() > 1 && root.ends_with('/')) root.remove_suffix(1);
  for (const Mount& mount : mounts) {
    if (!is_below(mount.point, root)) continue;
    const std::string point = root == "/" ? mount.point : mount.point.substr(root.size());
    if (point.size() < 2) continue;  // the root itself: it is what we were asked to read
    // The last mount on a point covers the others.
    std::erase_if(barriers_, [&](const Barrier& old) { return old.point == point; });
    if (const auto kind = kind_of(mount, point)) barriers_.push_back({point, mount.type, *kind});
  }
  std::sort(barriers_.begin(), barriers_.end(),
            [](const Barrier& a, const Barrier& b) { return a.point < b.point; });
}

const MountGuard::Barrier* MountGuard::at(std::string_view path) const {
  const auto found = std::lower_bound(
      barriers_.begin(), barriers_.end(), path,
      [](const Barrier& barrier, std::string_view wanted) { return barrier.point < wanted; });
  return found != barriers_.end() && found->point == path ? &*found : nullptr;
}

MountGuard read_mount_guard(const Host& host) {
  const auto mountinfo = read_file("/proc/self/mountinfo", 64 << 20);
  return {mountinfo ? parse_mounts(*mountinfo) : std::vector<Mount>{}, host.root()};
}

}  // namespace firsthour::collectors
