// SPDX-License-Identifier: Apache-2.0
// The binary view of sockets: NETLINK_SOCK_DIAG (sock_diag(7)). Requests and answers as bytes, so that the
// parsers can be tried without a kernel.
#pragma once

#include "casefile/result.h"
#include "collectors/network/netlink_message.h"
#include "collectors/network/socket_facts.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// One kind of socket: how to ask for it in binary, and where the same stands as text.
struct DiagKind {
  Transport transport;
  std::uint8_t family;    // AF_*
  std::uint8_t protocol;  // IPPROTO_*; 0 where the family has none
  std::string_view
      text;  // the file below /proc/PID/net with the same sockets; empty: there is none to fall back on
};
[[nodiscard]] std::span<const DiagKind> diag_kinds();

// The payload of the request SOCK_DIAG_BY_FAMILY.
[[nodiscard]] std::string diag_request(const DiagKind& kind);

// The question after one socket that `socket` describes, without the dump flag: by inode for unix, by both
// ends for the Internet families. Nothing for a family that answers no such question. The answer to one that
// is not there is ENOENT.
[[nodiscard]] std::optional<std::string> exact_diag_request(const DiagKind& kind, const SocketFacts& socket);

// One answer. `malformed` when the fixed part does not fit or is of another family.
[[nodiscard]] Result<SocketFacts> parse_diag(const DiagKind& kind, Bytes payload);

}  // namespace firsthour::collectors
