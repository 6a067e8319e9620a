// SPDX-License-Identifier: Apache-2.0
// Sockets that a process holds, or that another socket names as its peer, and that are in no list. Of most
// families that proves nothing (an unbound TCP socket is in none); a unix socket is in its family's list from
// its first moment to its last, whatever is done with it. That holds only where every namespace can be asked:
// a socket handed over by a process that lives outside of what we see is in a list outside.
#pragma once

#include "collectors/collector.h"
#include "collectors/process/process_table.h"
#include "collectors/view/socket_comparison.h"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace firsthour::collectors {

struct HeldSocket {
  std::uint64_t inode = 0;
  Pid pid = 0;             // the first that holds it; 0: none, only a peer names it
  std::string path;        // "/proc/PID/fd/N"
  std::string protocol;    // "TCP" "UNIX" …; empty when the kernel does not say
  std::uint64_t peer = 0;  // inode of the socket that names it
};

// The protocols of `inodes` (sorted), as far as their holders still hold them. At most 4096 are looked for.
[[nodiscard]] std::vector<HeldSocket> describe_held(Context& context,
                                                    const std::vector<std::uint64_t>& inodes);
// "TCP 3", by name.
[[nodiscard]] std::vector<std::string> count_protocols(const std::vector<HeldSocket>& held);

// The unix sockets of all namespaces as their list has them.
struct UnixList {
  std::vector<std::uint64_t> inodes;             // sorted
  std::map<std::uint64_t, std::uint64_t> peers;  // a peer in no list, and who names it; at most 4096
  std::string closed;                            // why it is not whole; empty when it is
};
[[nodiscard]] UnixList list_unix(Context& context, SocketRoutes& routes);
// Held ones and peers that `list` should have and has not; none when it is not whole.
[[nodiscard]] std::vector<HeldSocket> unlisted_unix(const UnixList& list,
                                                    const std::vector<HeldSocket>& held);
// Those of `before` that are still held, or still named by the same socket, and still in no list.
[[nodiscard]] std::vector<HeldSocket> still_unlisted(Context& context, std::vector<HeldSocket> before,
                                                     const UnixList& now);

}  // namespace firsthour::collectors
