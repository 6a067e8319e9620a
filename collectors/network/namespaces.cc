// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/namespaces.h"

#include "casefile/descriptor.h"
#include "collectors/host/kernel_text.h"
#include "collectors/process/process_table.h"
#include "collectors/system/mount_table.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/socket.h>
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

// For a thread of its own, which is then inside the namespace until it ends.
Result<> enter(const NetworkNamespace& ns) {
  // Not through Host: setns needs the descriptor itself, and an nsfs file has no content to read.
  const Descriptor entrance{::open(ns.entrance.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)};
  if (!entrance) return fail_errno("cannot open " + ns.entrance);
  struct stat status {};
  if (::fstat(entrance.get(), &status) != 0) return fail_errno("cannot look at " + ns.entrance);
  if (status.st_ino != ns.inode)
    return fail(Errc::not_found, "the namespace behind " + ns.entrance + " has changed");
  if (::setns(entrance.get(), CLONE_NEWNET) != 0) return fail_errno("cannot enter " + ns.entrance);
  return {};
}

// What `open` gives when it is called inside the namespace.
template <class Opened, class Open>
Result<Opened> opened_in(const NetworkNamespace& ns, Open open) {
  if (ns.own) return open();
  Result<Opened> opened = fail(Errc::io, "no thread");
  std::thread{[&] {
    const auto entered = enter(ns);
    if (entered)
      opened = open();
    else
      opened = tl::unexpected{entered.error()};
  }}.join();
  return opened;
}

}  // namespace

std::optional<std::uint64_t> namespace_inode(std::string_view link) {
  if (!link.starts_with("net:[") || !link.ends_with("]")) return std::nullopt;
  return number_from<std::uint64_t>(link.substr(5, link.size() - 6));
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
  if (context.processes != nullptr)
    for (const auto& held : context.processes->held_namespaces())
      if (held.kind == NamespaceKind::net)
        found.try_emplace(held.inode, NetworkNamespace{held.inode,
                                                       false,
                                                       "/proc/" + std::to_string(held.pid) + "/fd/" +
                                                           std::to_string(held.descriptor),
                                                       {}});
  if (const auto mountinfo = host.read("/proc/self/mountinfo", 16 << 20))
    for (auto& mount : parse_mounts(mountinfo->bytes))
      if (const auto inode = mount.type == "nsfs" ? namespace_inode(mount.root) : std::nullopt)
        found.try_emplace(*inode, NetworkNamespace{*inode, false, std::move(mount.point), {}});

  std::vector<NetworkNamespace> all{{own.value_or(0), true, {}, "/proc/net/"}};
  for (auto& [inode, ns] : found)
    if (inode != own) all.push_back(std::move(ns));
  return all;
}

std::uint64_t hidden_namespaces(Context& context) {
  if (context.processes == nullptr) return 0;
  std::uint64_t hidden = 0;
  for (const auto& process : context.processes->all()) {
    if (process.kernel_thread || process.namespaces[static_cast<std::size_t>(NamespaceKind::net)] != 0)
      continue;
    // A zombie has none any more: only a refusal counts.
    const auto link = context.host.read_link("/proc/" + std::to_string(process.pid) + "/ns/net");
    if (!link && link.error().code == Errc::denied) ++hidden;
  }
  return hidden;
}

Result<NetlinkSocket> open_netlink_in(const NetworkNamespace& ns, int protocol) {
  return opened_in<NetlinkSocket>(ns, [&] { return NetlinkSocket::open(protocol); });
}

Result<FileBytes> read_network_text(const Host& host, const NetworkNamespace& ns, std::string_view name,
                                    std::uint64_t limit) {
  if (!ns.texts.empty()) return host.read(ns.texts + std::string{name}, limit);
  if (!host.live()) return fail(Errc::unsupported, "an image has texts of processes only");
  return opened_in<FileBytes>(ns, [&]() -> Result<FileBytes> {
    // "/proc/net" would be the folder of the first thread, which has not entered.
    const std::string own = "/proc/thread-self/net/";
    if (!host.status(own, true))
      return fail(Errc::unsupported, "no process lives there, and " + own + " cannot be seen");
    return host.read(own + std::string{name}, limit);
  });
}

Result<Descriptor> open_socket_in(const NetworkNamespace& ns, int domain, int type, int protocol) {
  return opened_in<Descriptor>(ns, [&]() -> Result<Descriptor> {
    Descriptor socket{::socket(domain, type | SOCK_CLOEXEC, protocol)};
    if (!socket) return fail_errno("cannot open a socket");
    return socket;
  });
}

}  // namespace firsthour::collectors
