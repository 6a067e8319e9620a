// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/socket_facts.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <array>

namespace firsthour::collectors {

std::string_view name_of(Transport t) {
  switch (t) {
    case Transport::tcp:
      return "tcp";
    case Transport::udp:
      return "udp";
    case Transport::udplite:
      return "udplite";
    case Transport::raw:
      return "raw";
    case Transport::icmp:
      return "icmp";
    case Transport::sctp:
      return "sctp";
    case Transport::unix_domain:
      return "unix";
    case Transport::packet:
      return "packet";
    case Transport::netlink:
      return "netlink";
  }
  return "unknown";
}

std::string_view tcp_state(std::uint8_t state) {
  static constexpr std::array<std::string_view, 14> kNames{
      "UNKNOWN", "ESTABLISHED", "SYN_SENT", "SYN_RECV", "FIN_WAIT1", "FIN_WAIT2",    "TIME_WAIT",
      "CLOSE",   "CLOSE_WAIT",  "LAST_ACK", "LISTEN",   "CLOSING",   "NEW_SYN_RECV", "BOUND"};
  return state < kNames.size() ? kNames[state] : kNames[0];
}

std::string_view datagram_state(std::uint8_t state) { return state == 1 ? "ESTABLISHED" : "UNCONN"; }

std::string_view unix_state(std::uint8_t state, bool listening) {
  // net/unix reports TCP_ESTABLISHED, TCP_LISTEN or TCP_CLOSE; the text view SS_* of <linux/net.h>.
  if (listening) return "LISTEN";
  return state == 1 ? "ESTABLISHED" : "UNCONN";
}

std::string ip_text(std::span<const std::byte> address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const int family = address.size() == 4 ? AF_INET : address.size() == 16 ? AF_INET6 : AF_UNSPEC;
  if (family == AF_UNSPEC) return {};
  return ::inet_ntop(family, address.data(), text.data(), text.size()) != nullptr ? text.data() : "";
}

}  // namespace firsthour::collectors
