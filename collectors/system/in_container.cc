// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/in_container.h"

#include "collectors/process/control_group.h"
#include "collectors/process/descriptor_link.h"

#include <string>

namespace firsthour::collectors {
namespace {

// The kernel's first namespaces have fixed numbers (include/linux/proc_ns.h).
bool in_first(const Host& host, const std::string& kind, std::uint64_t number) {
  const auto link = host.read_link("/proc/self/ns/" + kind);
  const auto inode = link ? inode_of_link(*link, kind) : std::nullopt;
  return !inode || *inode == number;
}

}  // namespace

bool in_container(const Host& host) {
  if (!in_first(host, "pid", 0xEFFFFFFC)) return true;
  const bool marked = host.status("/.dockerenv", false) || host.status("/run/.containerenv", false);
  const bool apart = !in_first(host, "uts", 0xEFFFFFFE) || !in_first(host, "ipc", 0xEFFFFFFF) ||
                     !in_first(host, "cgroup", 0xEFFFFFFB);
  if (marked && apart) return true;
  const auto groups = host.read("/proc/self/cgroup", 64 << 10);
  return groups && !parse_control_group(groups->bytes).container_id.empty();
}

}  // namespace firsthour::collectors
