// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/sock_diag.h"

#include <arpa/inet.h>
#include <linux/inet_diag.h>
#include <linux/netlink_diag.h>
#include <linux/packet_diag.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::collectors {
namespace {

// Newer than the kernel headers that the build may have.
constexpr std::uint16_t kUnixDiagUid = 7;
constexpr std::uint32_t kUnixShowUid = 0x40;

constexpr std::array kKinds{
    DiagKind{Transport::tcp, AF_INET, IPPROTO_TCP, "tcp"},
    DiagKind{Transport::tcp, AF_INET6, IPPROTO_TCP, "tcp6"},
    DiagKind{Transport::udp, AF_INET, IPPROTO_UDP, "udp"},
    DiagKind{Transport::udp, AF_INET6, IPPROTO_UDP, "udp6"},
    DiagKind{Transport::udplite, AF_INET, IPPROTO_UDPLITE, "udplite"},
    DiagKind{Transport::udplite, AF_INET6, IPPROTO_UDPLITE, "udplite6"},
    DiagKind{Transport::raw, AF_INET, IPPROTO_RAW, "raw"},
    DiagKind{Transport::raw, AF_INET6, IPPROTO_RAW, "raw6"},
    DiagKind{Transport::icmp, AF_INET, IPPROTO_ICMP, "icmp"},
    DiagKind{Transport::icmp, AF_INET6, IPPROTO_ICMPV6, "icmp6"},
    DiagKind{Transport::sctp, AF_INET, IPPROTO_SCTP, ""},
    DiagKind{Transport::sctp, AF_INET6, IPPROTO_SCTP, ""},
    DiagKind{Transport::unix_domain, AF_UNIX, 0, "unix"},
    DiagKind{Transport::packet, AF_PACKET, 0, "packet"},
    DiagKind{Transport::netlink, AF_NETLINK, 0, "netlink"},
};

template <class T>
std::string bytes_of(const T& request) {
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

std::uint64_t cookie_of(const std::uint32_t (&cookie)[2]) {
  return cookie[0] | std::uint64_t{cookie[1]} << 32;
}

std::uint32_t number_of(Bytes value) { return fixed_at<std::uint32_t>(value).value_or(0); }

SocketEnd end_of(std::uint8_t family, const std::uint32_t (&address)[4], std::uint16_t port) {
  const std::size_t length = family == AF_INET ? 4 : 16;
  return {ip_text(std::as_bytes(std::span{address}).first(length)), ntohs(port)};
}

Result<SocketFacts> parse_inet(const DiagKind& kind, Bytes payload) {
  const auto message = fixed_at<inet_diag_msg>(payload);
  if (!message) return fail(Errc::malformed, "inet_diag answer is too short");
  if (message->idiag_family != AF_INET && message->idiag_family != AF_INET6)
    return fail(Errc::malformed, "inet_diag answer is of another family");
  SocketFacts facts;
  facts.transport = kind.transport;
  facts.network_type = message->idiag_family == AF_INET ? "ipv4" : "ipv6";
  facts.local = end_of(message->idiag_family, message->id.idiag_src, message->id.idiag_sport);
  facts.remote = end_of(message->idiag_family, message->id.idiag_dst, message->id.idiag_dport);
  const bool has_states = kind.transport == Transport::tcp || kind.transport == Transport::sctp;
  facts.state = has_states ? tcp_state(message->idiag_state) : datagram_state(message->idiag_state);
  if (kind.transport == Transport::raw) {
    facts.protocol = facts.local.port;  // a raw socket's "port" is the IP protocol it takes
    facts.local.port = facts.remote.port = 0;
  }
  facts.inode = message->idiag_inode;
  facts.cookie = cookie_of(message->id.idiag_cookie);
  // TIME_WAIT has no owner any more: the kernel writes 0, which would read as root.
  if (message->idiag_inode != 0) facts.uid = message->idiag_uid;
  if (message->id.idiag_if != 0) facts.interface_index = message->id.idiag_if;
  return facts;
}

std::string unix_path(Bytes name) {
  std::string path{reinterpret_cast<const char*>(name.data()), name.size()};
  if (!path.empty() && path.front() == '\0') {
    std::ranges::replace(path, '\0', '@');  // abstract: every NUL counts
    return path;
  }
  return path.substr(0, path.find('\0'));
}

Result<SocketFacts> parse_unix(Bytes payload) {
  const auto message = fixed_at<unix_diag_msg>(payload);
  if (!message || message->udiag_family != AF_UNIX)
    return fail(Errc::malformed, "unix_diag answer is malformed");
  SocketFacts facts;
  facts.transport = Transport::unix_domain;
  facts.state = unix_state(message->udiag_state, message->udiag_state == 10);
  facts.inode = message->udiag_ino;
  facts.cookie = cookie_of(message->udiag_cookie);
  facts.packet_type = message->udiag_type;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == UNIX_DIAG_NAME) facts.path = unix_path(attribute->value);
    if (attribute->type == UNIX_DIAG_PEER) facts.peer_inode = number_of(attribute->value);
    if (attribute->type == kUnixDiagUid) facts.uid = fixed_at<std::uint32_t>(attribute->value);
  }
  return facts;
}

Result<SocketFacts> parse_packet(Bytes payload) {
  const auto message = fixed_at<packet_diag_msg>(payload);
  if (!message || message->pdiag_family != AF_PACKET)
    return fail(Errc::malformed, "packet_diag answer is malformed");
  SocketFacts facts;
  facts.transport = Transport::packet;
  facts.state = "UNCONN";
  facts.inode = message->pdiag_ino;
  facts.cookie = cookie_of(message->pdiag_cookie);
  facts.packet_type = message->pdiag_type;
  facts.protocol = message->pdiag_num;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == PACKET_DIAG_UID) facts.uid = fixed_at<std::uint32_t>(attribute->value);
    // The kernel shows classic filters only: no attribute is not the same as no filter.
    if (attribute->type == PACKET_DIAG_FILTER && !attribute->value.empty()) {
      facts.filter_attached = true;
      const auto code = attribute->value;
      facts.filter.assign(reinterpret_cast<const char*>(code.data()), code.size());
    }
    if (attribute->type == PACKET_DIAG_INFO) {
      const auto info = fixed_at<packet_diag_info>(attribute->value);
      if (info && info->pdi_index != 0) facts.interface_index = info->pdi_index;
    }
  }
  return facts;
}

Result<SocketFacts> parse_netlink(Bytes payload) {
  const auto message = fixed_at<netlink_diag_msg>(payload);
  if (!message || message->ndiag_family != AF_NETLINK)
    return fail(Errc::malformed, "netlink_diag answer is malformed");
  SocketFacts facts;
  facts.transport = Transport::netlink;
  facts.state = datagram_state(message->ndiag_state);
  facts.inode = message->ndiag_ino;
  facts.cookie = cookie_of(message->ndiag_cookie);
  facts.protocol = message->ndiag_protocol;
  return facts;
}

std::string inet_request(const DiagKind& kind) {
  inet_diag_req_v2 request{};
  request.sdiag_family = kind.family;
  request.sdiag_protocol = kind.protocol;
  request.idiag_states = ~0U;
  return bytes_of(request);
}

}  // namespace

std::span<const DiagKind> diag_kinds() { return kKinds; }

std::string diag_request(const DiagKind& kind) {
  switch (kind.family) {
    case AF_UNIX: {
      unix_diag_req request{};
      request.sdiag_family = AF_UNIX;
      request.udiag_states = ~0U;
      request.udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_PEER | kUnixShowUid;
      return bytes_of(request);
    }
    case AF_PACKET: {
      packet_diag_req request{};
      request.sdiag_family = AF_PACKET;
      request.pdiag_show = PACKET_SHOW_INFO | PACKET_SHOW_FILTER;
      return bytes_of(request);
    }
    case AF_NETLINK: {
      netlink_diag_req request{};
      request.sdiag_family = AF_NETLINK;
      request.sdiag_protocol = NDIAG_PROTO_ALL;
      return bytes_of(request);
    }
    default:
      return inet_request(kind);
  }
}

std::optional<std::string> exact_diag_request(const DiagKind& kind, const SocketFacts& socket) {
  if (kind.family == AF_UNIX) {
    unix_diag_req request{};
    request.sdiag_family = AF_UNIX;
    request.udiag_states = ~0U;
    request.udiag_ino = static_cast<std::uint32_t>(socket.inode);
    request.udiag_cookie[0] = request.udiag_cookie[1] = INET_DIAG_NOCOOKIE;
    return bytes_of(request);
  }
  // A raw socket has no ports to be found by.
  if (kind.family != AF_INET && kind.family != AF_INET6) return std::nullopt;
  if (kind.transport == Transport::raw || kind.transport == Transport::icmp) return std::nullopt;
  inet_diag_req_v2 request{};
  request.sdiag_family = kind.family;
  request.sdiag_protocol = kind.protocol;
  request.idiag_states = ~0U;
  if (::inet_pton(kind.family, socket.local.ip.c_str(), request.id.idiag_src) != 1 ||
      ::inet_pton(kind.family, socket.remote.ip.c_str(), request.id.idiag_dst) != 1)
    return std::nullopt;
  request.id.idiag_sport = htons(socket.local.port);
  request.id.idiag_dport = htons(socket.remote.port);
  request.id.idiag_if = socket.interface_index.value_or(0);
  request.id.idiag_cookie[0] = request.id.idiag_cookie[1] = INET_DIAG_NOCOOKIE;
  return bytes_of(request);
}

Result<SocketFacts> parse_diag(const DiagKind& kind, Bytes payload) {
  switch (kind.family) {
    case AF_UNIX:
      return parse_unix(payload);
    case AF_PACKET:
      return parse_packet(payload);
    case AF_NETLINK:
      return parse_netlink(payload);
    default:
      return parse_inet(kind, payload);
  }
}

}  // namespace firsthour::collectors
