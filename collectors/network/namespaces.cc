// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/namespaces.h"

#include "casefile/descriptor.h"
#include "collectors/host/kernel_text.h"
#include "collectors/process/process_table.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <thread>

namespace firsthour::collectors {
namespace {

std::optional<std::uint64_t> own_inode(const Host& host) {
  const auto link = host.read_link(host.live() ? "/proc/self/ns/net" : "/proc/1/ns/net");
  return link ? namespace_inode(*link) : std::nullopt;
}

// Runs in a thread of its own, which is then inside the namespace until it ends.
Result<NetlinkSocket> enter_and_open(const NetworkNamespace& ns, int protocol) {
  // Not through Host: setns needs the descriptor itself, and an nsfs file has no content to read.
  const Descriptor entrance{::open(ns.entrance.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!entrance) return fail_errno("cannot open " + ns.entrance);
  struct stat status {};
  if (::fstat(entrance.get(), &status) != 0) return fail_errno("cannot look at " + ns.entrance);
  if (status.st_ino != ns.inode)
    return fail(Errc::not_found, "the namespace behind " + ns.entrance + " has changed");
  if (::setns(entrance.get(), CLONE_NEWNET) != 0) return fail_errno("cannot enter " + ns.entrance);
  return NetlinkSocket::open(protocol);
}

}  // namespace

std::string unescaped_mount(std::string_view text) {
  std::string plain;
  while (!text.empty()) {
    const auto code =
        text.size() >= 4 && text[0] == '\\' ? number_from<std::uint8_t>(text.substr(1, 3), 8) : std::nullopt;
    plain += code ? static_cast<char>(*code) : text[0];
    text.remove_prefix(code ? 4 : 1);
  }
  return plain;
}

std::optional<std::uint64_t> namespace_inode(std::string_view link) {
  if (!link.starts_with("net:[") || !link.ends_with("]")) return std::nullopt;
  return number_from<std::uint64_t>(link.substr(5, link.size() - 6));
}

std::vector<NamespaceMount> parse_namespace_mounts(std::string_view mountinfo) {
  std::vector<NamespaceMount> mounts;
  while (auto line = next_line(mountinfo)) {
    for (int i = 0; i < 3; ++i) (void)next_field(*line);  // mount, parent, device
    const auto root = namespace_inode(next_field(*line));
    const auto point = next_field(*line);
    std::string_view field;
    do field = next_field(*line);
    while (!field.empty() && field != "-");
    if (root && next_field(*line) == "nsfs") mounts.push_back({*root, unescaped_mount(point)});
  }
  return mounts;
}

std::vector<NetworkNamespace> network_namespaces(Context& context) {
  const Host& host = context.host;
  const auto own = own_inode(host);
  std::map<std::uint64_t, NetworkNamespace> found;
  if (context.processes != nullptr) {
    context.processes->fill(host);
    for (const auto& [inode, pids] : context.processes->namespaces(NamespaceKind::net)) {
      if (inode == 0 || pids.empty()) continue;
      const auto folder = "/proc/" + std::to_string(pids.front());
      found[inode] = {inode, false, folder + "/ns/net", folder + "/net/"};
    }
  }
  if (const auto mountinfo = host.read("/proc/self/mountinfo", 16 << 20))
    for (auto& mount : parse_namespace_mounts(mountinfo->bytes))
      found.try_emplace(mount.inode, NetworkNamespace{mount.inode, false, std::move(mount.point), {}});

  std::vector<NetworkNamespace> all{{own.value_or(0), true, {}, "/proc/net/"}};
  for (auto& [inode, ns] : found)
    if (inode != own) all.push_back(std::move(ns));
  return all;
}

Result<NetlinkSocket> open_netlink_in(const NetworkNamespace& ns, int protocol) {
  if (ns.own) return NetlinkSocket::open(protocol);
  Result<NetlinkSocket> opened = fail(Errc::io, "no thread");
  std::thread{[&] { opened = enter_and_open(ns, protocol); }}.join();
  return opened;
}

}  // namespace firsthour::collectors
