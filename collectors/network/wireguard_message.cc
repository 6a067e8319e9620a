// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/wireguard_message.h"

#include "casefile/encoding.h"
#include "collectors/network/socket_facts.h"

#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <linux/wireguard.h>
#include <netinet/in.h>

#include <algorithm>
#include <iterator>

namespace firsthour::collectors {
namespace {

bool any_set(Bytes key) {
  return std::ranges::any_of(key, [](std::byte byte) { return byte != std::byte{}; });
}

std::string key_text(Bytes key) { return key.size() == WG_KEY_LEN && any_set(key) ? to_base64(key) : ""; }

void take_endpoint(WireguardPeer& peer, Bytes address) {
  const auto family = fixed_at<std::uint16_t>(address).value_or(0);
  const bool six = family == AF_INET6;
  const std::size_t at = six ? offsetof(sockaddr_in6, sin6_addr) : offsetof(sockaddr_in, sin_addr);
  const std::size_t length = six ? sizeof(in6_addr) : sizeof(in_addr);
  if ((!six && family != AF_INET) || address.size() < at + length) return;
  peer.endpoint_ip = ip_text(address.subspan(at, length));
  peer.endpoint_port = big_endian_at<std::uint16_t>(address, offsetof(sockaddr_in, sin_port)).value_or(0);
}

void take_allowed(WireguardPeer& peer, Bytes list) {
  AttributeReader addresses{list};
  while (const auto one = addresses.next()) {
    std::string ip;
    std::uint8_t length = 0;
    AttributeReader attributes{one->value};
    while (const auto attribute = attributes.next()) {
      if (attribute->type == WGALLOWEDIP_A_IPADDR) ip = ip_text(attribute->value);
      if (attribute->type == WGALLOWEDIP_A_CIDR_MASK)
        length = fixed_at<std::uint8_t>(attribute->value).value_or(0);
    }
    if (!ip.empty()) peer.allowed.push_back(ip + '/' + std::to_string(length));
  }
}

std::optional<Instant> handshake(Bytes value) {
  const auto seconds = fixed_at<std::int64_t>(value), nanoseconds = fixed_at<std::int64_t>(value, 8);
  // Seconds that fit into nanoseconds of 64 bits.
  if (!seconds || !nanoseconds || *seconds <= 0 || *seconds > 9'000'000'000 || *nanoseconds < 0 ||
      *nanoseconds > 999'999'999)
    return std::nullopt;
  return Instant::from_seconds(*seconds, *nanoseconds);
}

WireguardPeer parse_peer(Bytes nested) {
  WireguardPeer peer;
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    const auto value = attribute->value;
    switch (attribute->type) {
      case WGPEER_A_PUBLIC_KEY:
        peer.public_key = key_text(value);
        break;
      case WGPEER_A_PRESHARED_KEY:
        peer.preshared_key_set = any_set(value);
        break;
      case WGPEER_A_ENDPOINT:
        take_endpoint(peer, value);
        break;
      case WGPEER_A_PERSISTENT_KEEPALIVE_INTERVAL:
        peer.keepalive = fixed_at<std::uint16_t>(value);
        if (peer.keepalive == 0) peer.keepalive.reset();
        break;
      case WGPEER_A_LAST_HANDSHAKE_TIME:
        peer.last_handshake = handshake(value);
        break;
      case WGPEER_A_RX_BYTES:
        peer.rx_bytes = fixed_at<std::uint64_t>(value);
        break;
      case WGPEER_A_TX_BYTES:
        peer.tx_bytes = fixed_at<std::uint64_t>(value);
        break;
      case WGPEER_A_ALLOWEDIPS:
        take_allowed(peer, value);
        break;
      default:
        break;
    }
  }
  return peer;
}

std::string generic_header(std::uint8_t command) {
  const genlmsghdr header{command, 1, 0};
  return {reinterpret_cast<const char*>(&header), sizeof header};
}

}  // namespace

std::optional<std::uint16_t> family_number(Bytes payload, std::string_view name) {
  std::optional<std::uint16_t> number;
  bool named = false;
  AttributeReader attributes{attributes_after(payload, sizeof(genlmsghdr))};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == CTRL_ATTR_FAMILY_ID) number = fixed_at<std::uint16_t>(attribute->value);
    if (attribute->type == CTRL_ATTR_FAMILY_NAME) named = text_of(attribute->value) == name;
  }
  return named ? number : std::nullopt;
}

Result<WireguardDevice> parse_wireguard(Bytes payload) {
  if (payload.size() < sizeof(genlmsghdr)) return fail(Errc::malformed, "wireguard answer is too short");
  WireguardDevice device;
  AttributeReader attributes{attributes_after(payload, sizeof(genlmsghdr))};
  while (const auto attribute = attributes.next()) {
    const auto value = attribute->value;
    switch (attribute->type) {
      case WGDEVICE_A_IFINDEX:
        device.index = fixed_at<std::uint32_t>(value).value_or(0);
        break;
      case WGDEVICE_A_IFNAME:
        device.name = text_of(value);
        break;
      case WGDEVICE_A_PRIVATE_KEY:
        device.private_key_set = any_set(value);
        break;
      case WGDEVICE_A_PUBLIC_KEY:
        device.public_key = key_text(value);
        break;
      case WGDEVICE_A_LISTEN_PORT:
        device.port = fixed_at<std::uint16_t>(value);
        break;
      case WGDEVICE_A_FWMARK:
        device.mark = fixed_at<std::uint32_t>(value);
        if (device.mark == 0) device.mark.reset();
        break;
      case WGDEVICE_A_PEERS: {
        AttributeReader peers{value};
        while (const auto peer = peers.next()) device.peers.push_back(parse_peer(peer->value));
        break;
      }
      default:
        break;
    }
  }
  return device;
}

void join(WireguardDevice& device, WireguardDevice more) {
  auto& peers = device.peers;
  auto from = more.peers.begin();
  if (from != more.peers.end() && !peers.empty() && peers.back().public_key == from->public_key) {
    std::ranges::move(from->allowed, std::back_inserter(peers.back().allowed));
    ++from;
  }
  peers.insert(peers.end(), std::make_move_iterator(from), std::make_move_iterator(more.peers.end()));
}

std::string families_request() { return generic_header(CTRL_CMD_GETFAMILY); }

std::string wireguard_request(std::uint32_t index) {
  const nlattr attribute{sizeof(nlattr) + sizeof index, WGDEVICE_A_IFINDEX};
  auto request = generic_header(WG_CMD_GET_DEVICE);
  request.append(reinterpret_cast<const char*>(&attribute), sizeof attribute);
  return request.append(reinterpret_cast<const char*>(&index), sizeof index);
}

}  // namespace firsthour::collectors
