// SPDX-License-Identifier: Apache-2.0
// The network namespaces of the host and the way into each. The calling process never leaves its own.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "collectors/collector.h"
#include "collectors/network/netlink_socket.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct NetworkNamespace {
  std::uint64_t inode = 0;  // 0: this root does not say
  bool own = false;         // the one we run in; for an image the first process's
  std::string entrance;     // the nsfs file to enter by; empty for the own one
  std::string texts;        // "/proc/812/net/"; empty when no process lives in it
};

// Own first, then by inode. Those of processes, and those that only an open descriptor or a mount (`ip
// netns`) keeps alive.
[[nodiscard]] std::vector<NetworkNamespace> network_namespaces(Context& context);

// How many processes do not let us see which namespace they live in: there may be more namespaces than
// listed.
[[nodiscard]] std::uint64_t hidden_namespaces(Context& context);

// A netlink socket inside `ns`, made by a thread that enters it and ends. `denied` without CAP_SYS_ADMIN
// for a foreign one; `not_found` when it has gone.
[[nodiscard]] Result<NetlinkSocket> open_netlink_in(const NetworkNamespace& ns, int protocol);

// Any other socket inside `ns`, in the same way.
[[nodiscard]] Result<Descriptor> open_socket_in(const NetworkNamespace& ns, int domain, int type,
                                                int protocol);

// The text `name` ("tcp6") below /proc/PID/net of `ns`, at most `limit` bytes. Where no process lives, by a
// thread that enters it. `not_found`: the kernel has no such text, or the namespace has gone; `denied` as
// above; `unsupported` where a thread's own folder cannot be seen (proc of another PID namespace).
[[nodiscard]] Result<FileBytes> read_network_text(const Host& host, const NetworkNamespace& ns,
                                                  std::string_view name, std::uint64_t limit);

// The number in "net:[4026531840]".
[[nodiscard]] std::optional<std::uint64_t> namespace_inode(std::string_view link);

}  // namespace firsthour::collectors
