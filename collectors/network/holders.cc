// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/holders.h"

#include "collectors/host/kernel_text.h"
#include "collectors/package/package_index.h"
#include "collectors/process/process_table.h"

#include <algorithm>
#include <vector>

namespace firsthour::collectors {

bool SocketHolders::is_ours_now(const SocketFacts& socket) const {
  const bool by_kind = socket.transport == Transport::packet || socket.transport == Transport::netlink;
  if (!by_kind || socket.inode == 0 || context_.processes == nullptr || !context_.host.live()) return false;
  if (!context_.processes->holders_of_socket(socket.inode).empty()) return false;
  const auto link = "socket:[" + std::to_string(socket.inode) + "]";
  const auto open = context_.host.list("/proc/self/fd");
  return open && std::ranges::any_of(*open, [&](const DirectoryEntry& entry) {
           const auto target = context_.host.read_link("/proc/self/fd/" + entry.name);
           return target && *target == link;
         });
}

std::string_view SocketHolders::package_state(const std::string& executable) {
  if (context_.packages == nullptr) return name_of(PackageState::unknown);
  const auto known = states_.find(executable);
  if (known != states_.end()) return known->second;
  return states_[executable] = name_of(context_.packages->owner_of(executable).state);
}

void SocketHolders::put(RecordWriter& record, const SocketFacts& socket, bool ours) {
  if (context_.processes == nullptr || socket.inode == 0) return;
  const auto held = context_.processes->holders_of_socket(socket.inode);
  std::vector<std::uint64_t> pids{held.begin(), held.end()};
  if (ours) {
    const auto self = context_.host.read_link("/proc/self");
    if (const auto pid = self ? number_from<std::uint64_t>(*self) : std::nullopt) pids.push_back(*pid);
  }
  if (pids.empty()) return;
  record.put("process.pid", pids.front());
  record.put_list("process.pids", pids);
  if (const auto* first = context_.processes->find(static_cast<Pid>(pids.front()))) {
    record.put_bytes("process.name", first->name);
    if (first->executable) {
      record.put_bytes("process.executable", *first->executable);
      record.put("socket.executable_package_state", package_state(*first->executable));
    }
  }
  // A socket that a foreign process holds too is not ours: we may have inherited it from a hostile shell.
  record.put("process.firsthour", std::ranges::all_of(pids, [&](std::uint64_t pid) {
               const auto* entry = context_.processes->find(static_cast<Pid>(pid));
               return entry != nullptr && entry->firsthour;
             }));
}

}  // namespace firsthour::collectors
