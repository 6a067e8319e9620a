// SPDX-License-Identifier: Apache-2.0
// Of which protocol an open socket of another process is, without taking it: the kernel keeps the name as an
// extended attribute of the descriptor (system.sockprotoname, since Linux 3.7).
#pragma once

#include "collectors/host.h"

namespace firsthour::collectors {

// `path` is "/proc/PID/fd/N". "TCP" "TCPv6" "UDP" "UNIX" "UNIX-STREAM" "NETLINK" "PACKET" …; not_found when
// it is gone or is no socket.
[[nodiscard]] Result<std::string> socket_protocol(const Host& host, const std::string& path);

}  // namespace firsthour::collectors
