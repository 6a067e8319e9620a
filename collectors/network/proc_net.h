// SPDX-License-Identifier: Apache-2.0
// The text view of sockets: /proc/PID/net/{tcp,udp,raw,icmp,unix,packet,netlink,…}.
#pragma once

#include "collectors/network/sock_diag.h"
#include "collectors/network/socket_facts.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct ProcNetSockets {
  std::vector<SocketFacts> sockets;
  // Lines that are no entry. A unix socket's path may hold a newline, and then goes on in the next line.
  std::uint64_t malformed = 0;
};

// `kind` says which of the texts this is. Numbers are in the byte order of the machine that runs this.
[[nodiscard]] ProcNetSockets parse_proc_net(const DiagKind& kind, std::string_view text);

// "0100007F:0016" or the form of 32 digits; nothing when it is neither.
[[nodiscard]] std::optional<SocketEnd> parse_hex_end(std::string_view text);

}  // namespace firsthour::collectors
