// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/mount_cover.h"

#include "collectors/host/kernel_text.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>

namespace firsthour::collectors {
namespace {

// What rootkits look for themselves in, and tools ask. Not what lxcfs or a container engine lays over.
constexpr std::array<std::string_view, 9> kTelling{"/modules",     "/kallsyms", "/net",
                                                   "/mounts",      "/self",     "/thread-self",
                                                   "/vmallocinfo", "/kmsg",     "/sys/kernel/tainted"};
constexpr std::array<std::string_view, 2> kTellingOfSysfs{"/module", "/kernel/notes"};

template <class List>
bool tells(const List& list, std::string_view path) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view one) { return is_below(path, one); });
}

std::string path_inside(const Mount& below, const Mount& above) {
  std::string_view path = above.point;
  if (below.point != "/") path.remove_prefix(std::min(below.point.size(), path.size()));
  return std::string{path};
}

std::optional<Pid> pid_of(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  return number_from<Pid>(path.substr(0, path.find('/')));
}

bool is_suspicious(const Mount& below, const Mount& above, const MountCover& cover, bool whole) {
  if (cover.pid) return true;
  if (!whole || above.type.starts_with("fuse.lxcfs")) return false;
  if (cover.path.empty()) return below.type == "proc" && above.type != "proc";
  return below.type == "proc" ? tells(kTelling, cover.path) : tells(kTellingOfSysfs, cover.path);
}

}  // namespace

std::vector<MountCover> mount_covers(const std::vector<Mount>& mounts, bool whole) {
  std::unordered_map<std::uint64_t, const Mount*> by_id;
  for (const auto& mount : mounts) by_id.emplace(mount.id, &mount);
  std::vector<MountCover> covers;
  for (const auto& mount : mounts) {
    const auto found = by_id.find(mount.parent);
    if (found == by_id.end() || found->second == &mount) continue;
    const Mount& below = *found->second;
    // A procfs bound elsewhere in part (/proc/sys) counts its paths from there.
    if ((below.type != "proc" && below.type != "sysfs") || below.root != "/") continue;
    MountCover cover{&mount, &below, path_inside(below, mount), std::nullopt};
    if (below.type == "proc") cover.pid = pid_of(cover.path);
    if (is_suspicious(below, mount, cover, whole)) covers.push_back(std::move(cover));
  }
  return covers;
}

}  // namespace firsthour::collectors
