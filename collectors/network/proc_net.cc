// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/proc_net.h"

#include "collectors/host/kernel_text.h"

#include <sys/socket.h>

#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::uint32_t kAcceptsConnections = 1U << 16;  // __SO_ACCEPTCON in the flags of /proc/net/unix

void skip_fields(std::string_view& line, int count) {
  for (int i = 0; i < count; ++i) (void)next_field(line);
}

std::optional<SocketFacts> parse_inet_line(const DiagKind& kind, std::string_view line) {
  skip_fields(line, 1);
  const auto local = parse_hex_end(next_field(line));
  const auto remote = parse_hex_end(next_field(line));
  const auto state = number_from<std::uint8_t>(next_field(line), 16);
  skip_fields(line, 3);
  const auto uid = number_from<std::uint32_t>(next_field(line));
  skip_fields(line, 1);
  const auto inode = number_from<std::uint64_t>(next_field(line));
  if (!local || !remote || !state || !inode) return std::nullopt;
  SocketFacts facts;
  facts.network_type = kind.family == AF_INET ? "ipv4" : "ipv6";
  facts.local = *local;
  facts.remote = *remote;
  facts.state = kind.transport == Transport::tcp ? tcp_state(*state) : datagram_state(*state);
  if (kind.transport == Transport::raw) {
    facts.protocol = facts.local.port;
    facts.local.port = facts.remote.port = 0;
  }
  facts.inode = *inode;
  if (*inode != 0) facts.uid = uid;
  return facts;
}

std::optional<SocketFacts> parse_unix_line(std::string_view line) {
  skip_fields(line, 3);
  const auto flags = number_from<std::uint32_t>(next_field(line), 16);
  const auto type = number_from<std::uint32_t>(next_field(line), 16);
  const auto state = number_from<std::uint8_t>(next_field(line), 16);
  const auto inode = number_from<std::uint64_t>(next_field(line));
  if (!flags || !type || !state || !inode) return std::nullopt;
  SocketFacts facts;
  // Here the states are those of struct socket (SS_CONNECTED 3), not those of TCP.
  facts.state = unix_state(*state == 3 ? 1 : 0, (*flags & kAcceptsConnections) != 0);
  facts.packet_type = *type;
  facts.inode = *inode;
  facts.path = line.substr(line.empty() ? 0 : 1);  // the path may hold blanks
  return facts;
}

std::optional<SocketFacts> parse_packet_line(std::string_view line) {
  skip_fields(line, 2);
  const auto type = number_from<std::uint32_t>(next_field(line));
  const auto protocol = number_from<std::uint32_t>(next_field(line), 16);
  const auto interface = number_from<std::uint32_t>(next_field(line));
  skip_fields(line, 2);
  const auto uid = number_from<std::uint32_t>(next_field(line));
  const auto inode = number_from<std::uint64_t>(next_field(line));
  if (!type || !protocol || !interface || !inode) return std::nullopt;
  SocketFacts facts;
  facts.state = "UNCONN";
  facts.packet_type = *type;
  facts.protocol = *protocol;
  if (*interface != 0) facts.interface_index = *interface;
  facts.uid = uid;
  facts.inode = *inode;
  return facts;
}

std::optional<SocketFacts> parse_netlink_line(std::string_view line) {
  skip_fields(line, 1);
  const auto protocol = number_from<std::uint32_t>(next_field(line));
  skip_fields(line, 7);
  const auto inode = number_from<std::uint64_t>(next_field(line));
  if (!protocol || !inode) return std::nullopt;
  SocketFacts facts;
  facts.state = "UNCONN";
  facts.protocol = *protocol;
  facts.inode = *inode;
  return facts;
}

std::optional<SocketFacts> parse_line(const DiagKind& kind, std::string_view line) {
  switch (kind.family) {
    case AF_UNIX:
      return parse_unix_line(line);
    case AF_PACKET:
      return parse_packet_line(line);
    case AF_NETLINK:
      return parse_netlink_line(line);
    default:
      return parse_inet_line(kind, line);
  }
}

}  // namespace

std::optional<SocketEnd> parse_hex_end(std::string_view text) {
  const auto colon = text.find(':');
  if (colon != 8 && colon != 32) return std::nullopt;
  const auto port = number_from<std::uint16_t>(text.substr(colon + 1), 16);
  // The kernel prints each 32-bit word of the address as a number: the bytes of the word are in network
  // order, the printed digits in the machine's.
  std::array<std::uint32_t, 4> words{};
  for (std::size_t i = 0; i * 8 < colon; ++i) {
    const auto word = number_from<std::uint32_t>(text.substr(i * 8, 8), 16);
    if (!word) return std::nullopt;
    words[i] = *word;
  }
  if (!port) return std::nullopt;
  return SocketEnd{ip_text(std::as_bytes(std::span{words}).first(colon / 2)), *port};
}

ProcNetSockets parse_proc_net(const DiagKind& kind, std::string_view text) {
  ProcNetSockets result;
  bool heading = true;
  while (const auto line = next_line(text)) {
    if (std::exchange(heading, false)) continue;
    if (auto facts = parse_line(kind, *line)) {
      facts->transport = kind.transport;
      result.sockets.push_back(std::move(*facts));
    } else {
      ++result.malformed;
    }
  }
  return result;
}

}  // namespace firsthour::collectors
