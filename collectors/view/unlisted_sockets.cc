// SPDX-License-Identifier: Apache-2.0
#include "collectors/view/unlisted_sockets.h"

#include "collectors/host/socket_protocol.h"
#include "collectors/network/namespaces.h"
#include "collectors/process/descriptor_link.h"

#include <algorithm>
#include <set>

namespace firsthour::collectors {
namespace {

constexpr std::size_t kMost = 4096;
constexpr std::uint64_t kInitialPidNamespace = 0xeffffffc;  // PROC_PID_INIT_INO

bool is_unix(std::string_view protocol) { return protocol == "UNIX" || protocol.starts_with("UNIX-"); }

std::string link_of(std::uint64_t inode) { return "socket:[" + std::to_string(inode) + "]"; }

bool lists(const UnixList& list, std::uint64_t inode) {
  return std::ranges::binary_search(list.inodes, inode);
}

// Why there may be lists that we cannot ask.
std::string unseen(Context& context) {
  const auto link = context.host.read_link("/proc/self/ns/pid");
  const auto inode = link ? inode_of_link(*link, "pid") : std::nullopt;
  if (inode != kInitialPidNamespace)
    return "processes outside of this PID namespace may have handed sockets in";
  const auto hidden = hidden_namespaces(context);
  if (hidden != 0) return "network namespaces of " + std::to_string(hidden) + " processes denied";
  return {};
}

}  // namespace

std::vector<HeldSocket> describe_held(Context& context, const std::vector<std::uint64_t>& inodes) {
  std::map<Pid, std::set<std::uint64_t>> by_holder;
  for (std::size_t i = 0; i < std::min(inodes.size(), kMost); ++i)
    if (const auto holders = context.processes->holders_of_socket(inodes[i]); !holders.empty())
      by_holder[holders.front()].insert(inodes[i]);
  std::vector<HeldSocket> found;
  for (auto& [pid, wanted] : by_holder) {
    const auto folder = "/proc/" + std::to_string(pid) + "/fd/";
    const auto descriptors = context.host.list(folder);
    for (const auto& entry : descriptors ? *descriptors : std::vector<DirectoryEntry>{}) {
      if (wanted.empty() || context.stopping()) break;
      const auto link = context.host.read_link(folder + entry.name);
      const auto inode = link ? inode_of_link(*link, "socket") : std::nullopt;
      if (!inode || wanted.erase(*inode) == 0) continue;
      const auto path = folder + entry.name;
      found.push_back({*inode, pid, path, socket_protocol(context.host, path).value_or(""), 0});
    }
  }
  return found;
}

std::vector<std::string> count_protocols(const std::vector<HeldSocket>& held) {
  std::map<std::string, std::uint64_t> counts;
  for (const auto& socket : held) ++counts[socket.protocol.empty() ? "unknown" : socket.protocol];
  std::vector<std::string> lines;
  for (const auto& [protocol, count] : counts) lines.push_back(protocol + " " + std::to_string(count));
  return lines;
}

UnixList list_unix(Context& context, SocketRoutes& routes) {
  UnixList list;
  list.closed = unseen(context);
  if (!list.closed.empty()) return list;
  const auto kind = std::ranges::find(diag_kinds(), Transport::unix_domain, &DiagKind::transport);
  std::vector<std::pair<std::uint64_t, std::uint64_t>> peers;
  for (std::size_t ns = 0; ns < routes.namespaces(); ++ns) {
    // The text can be made to say anything by a path with a newline in it: the dump alone is asked.
    const auto dump = routes.dump(ns, *kind, [&](const SocketFacts& socket) {
      list.inodes.push_back(socket.inode);
      if (socket.peer_inode.value_or(0) != 0) peers.emplace_back(*socket.peer_inode, socket.inode);
    });
    if (!dump) list.closed = dump.error().what;
  }
  std::ranges::sort(list.inodes);
  for (const auto& [peer, of] : peers)
    if (!lists(list, peer) && list.peers.size() < kMost) list.peers.emplace(peer, of);
  return list;
}

std::vector<HeldSocket> unlisted_unix(const UnixList& list, const std::vector<HeldSocket>& held) {
  std::vector<HeldSocket> found;
  if (!list.closed.empty()) return found;
  for (const auto& socket : held) {
    if (!is_unix(socket.protocol) || lists(list, socket.inode)) continue;
    found.push_back(socket);
    if (const auto named = list.peers.find(socket.inode); named != list.peers.end())
      found.back().peer = named->second;
  }
  for (const auto& [peer, of] : list.peers)
    if (std::ranges::find(found, peer, &HeldSocket::inode) == found.end())
      found.push_back({peer, 0, {}, "UNIX", of});
  return found;
}

std::vector<HeldSocket> still_unlisted(Context& context, std::vector<HeldSocket> before,
                                       const UnixList& now) {
  if (!now.closed.empty()) return {};
  std::erase_if(before, [&](HeldSocket& socket) {
    const auto named = now.peers.find(socket.inode);
    const auto link = socket.path.empty() ? fail(Errc::not_found, "") : context.host.read_link(socket.path);
    if (!link || *link != link_of(socket.inode)) socket.pid = 0;
    if (named == now.peers.end() || named->second != socket.peer) socket.peer = 0;
    return lists(now, socket.inode) || (socket.pid == 0 && socket.peer == 0);
  });
  return before;
}

}  // namespace firsthour::collectors
