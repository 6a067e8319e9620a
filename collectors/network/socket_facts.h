// SPDX-License-Identifier: Apache-2.0
// One socket as one view of the kernel tells it. Plain values; what the view does not say is absent.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::collectors {

enum class Transport { tcp, udp, udplite, raw, icmp, sctp, unix_domain, packet, netlink };
[[nodiscard]] std::string_view name_of(Transport t);  // as in the records: "unix", "tcp", …

struct SocketEnd {
  std::string ip;  // numeric text; empty for families without addresses
  std::uint16_t port = 0;
};

struct SocketFacts {
  Transport transport = Transport::tcp;
  std::string_view network_type;  // "ipv4" "ipv6", else empty
  SocketEnd local, remote;
  std::string_view state;   // "LISTEN", "UNCONN", …
  std::uint64_t inode = 0;  // 0: held by no file any more (TIME_WAIT, an orphan)
  std::optional<std::uint64_t> cookie;
  std::optional<std::uint32_t> uid;
  std::optional<std::uint32_t> interface_index;
  std::optional<std::uint32_t> protocol;
  std::optional<std::uint32_t> packet_type;  // SOCK_RAW 3, SOCK_DGRAM 2
  std::optional<std::uint64_t> peer_inode;
  std::optional<bool> filter_attached;
  std::string filter;  // packet: the classic instructions, 8 bytes each
  std::string path;    // unix: bytes; an abstract name has '@' for each NUL, as /proc/net/unix shows it
};

// State numbers of include/net/tcp_states.h; an unknown number gives "UNKNOWN".
[[nodiscard]] std::string_view tcp_state(std::uint8_t state);
// The state of a socket without a protocol of states: a connected one is "ESTABLISHED".
[[nodiscard]] std::string_view datagram_state(std::uint8_t state);
[[nodiscard]] std::string_view unix_state(std::uint8_t state, bool listening);
// Numeric text of 4 or 16 bytes in network order; empty for another length.
[[nodiscard]] std::string ip_text(std::span<const std::byte> address);

}  // namespace firsthour::collectors
