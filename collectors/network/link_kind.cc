// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/link_kind.h"

#include "collectors/network/socket_facts.h"

#include <linux/if_ether.h>
#include <linux/if_link.h>
#include <linux/if_tun.h>
#include <linux/if_tunnel.h>

#include <algorithm>
#include <array>
#include <string_view>

namespace firsthour::collectors {
namespace {

// Numbers of attributes of kinds that keep the ends of a tunnel; 0: the kind has none of this.
struct TunnelNumbers {
  std::string_view kind;
  std::uint16_t link, id, local, remote, port, local6, remote6;
  bool big_endian_id;
};

constexpr std::array kTunnels{
    TunnelNumbers{"vxlan", IFLA_VXLAN_LINK, IFLA_VXLAN_ID, IFLA_VXLAN_LOCAL, IFLA_VXLAN_GROUP,
                  IFLA_VXLAN_PORT, IFLA_VXLAN_LOCAL6, IFLA_VXLAN_GROUP6, false},
    TunnelNumbers{"geneve", 0, IFLA_GENEVE_ID, 0, IFLA_GENEVE_REMOTE, IFLA_GENEVE_PORT, 0,
                  IFLA_GENEVE_REMOTE6, false},
    TunnelNumbers{"ipip", IFLA_IPTUN_LINK, 0, IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE, 0, 0, 0, false},
    TunnelNumbers{"sit", IFLA_IPTUN_LINK, 0, IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE, 0, 0, 0, false},
    TunnelNumbers{"ip6tnl", IFLA_IPTUN_LINK, 0, IFLA_IPTUN_LOCAL, IFLA_IPTUN_REMOTE, 0, 0, 0, false},
    TunnelNumbers{"vti", IFLA_VTI_LINK, IFLA_VTI_IKEY, IFLA_VTI_LOCAL, IFLA_VTI_REMOTE, 0, 0, 0, true},
    TunnelNumbers{"vti6", IFLA_VTI_LINK, IFLA_VTI_IKEY, IFLA_VTI_LOCAL, IFLA_VTI_REMOTE, 0, 0, 0, true}};

// gre, gretap, erspan and their three of IPv6 share their numbers.
constexpr TunnelNumbers kGre{"gre", IFLA_GRE_LINK, IFLA_GRE_IKEY, IFLA_GRE_LOCAL, IFLA_GRE_REMOTE, 0, 0,
                             0,     true};

const TunnelNumbers* tunnel_numbers(std::string_view kind) {
  for (const auto& numbers : kTunnels)
    if (numbers.kind == kind) return &numbers;
  if (kind.starts_with("ip6")) kind.remove_prefix(3);
  return kind == "gre" || kind == "gretap" || kind == "erspan" ? &kGre : nullptr;
}

// "" where all bytes are zero: no end is set.
std::string end_of(Bytes value) {
  const bool unset = std::ranges::all_of(value, [](std::byte byte) { return byte == std::byte{}; });
  return unset ? std::string{} : ip_text(value);
}

template <class Number>
std::optional<Number> nonzero(std::optional<Number> number) {
  return number && *number != 0 ? number : std::nullopt;
}

void take_tunnel(LinkKind& link, const TunnelNumbers& numbers, const NetlinkAttribute& attribute) {
  const auto& [type, value] = attribute;
  if (type == 0) return;
  if (type == numbers.link) link.tunnel_link = nonzero(fixed_at<std::uint32_t>(value));
  if (type == numbers.id)
    link.tunnel_id =
        numbers.big_endian_id ? nonzero(big_endian_at<std::uint32_t>(value)) : fixed_at<std::uint32_t>(value);
  if (type == numbers.local || type == numbers.local6) link.tunnel_local = end_of(value);
  if (type == numbers.remote || type == numbers.remote6) link.tunnel_remote = end_of(value);
  if (type == numbers.port) link.tunnel_port = big_endian_at<std::uint16_t>(value);
}

template <std::size_t N>
std::string word(const std::array<std::string_view, N>& words, std::optional<std::uint32_t> number) {
  if (!number) return {};
  return *number < N ? std::string{words[*number]} : "mode-" + std::to_string(*number);
}

void take_vlan(LinkKind& link, const NetlinkAttribute& attribute) {
  if (attribute.type == IFLA_VLAN_ID) link.vlan_id = fixed_at<std::uint16_t>(attribute.value);
  if (attribute.type != IFLA_VLAN_PROTOCOL) return;
  const auto protocol = big_endian_at<std::uint16_t>(attribute.value);
  if (protocol) link.vlan_protocol = *protocol == ETH_P_8021AD ? "802.1ad" : "802.1Q";
}

void take_bond(LinkKind& link, const NetlinkAttribute& attribute) {
  static constexpr std::array<std::string_view, 7> kModes{
      "balance-rr", "active-backup", "balance-xor", "broadcast", "802.3ad", "balance-tlb", "balance-alb"};
  if (attribute.type == IFLA_BOND_MODE) link.mode = word(kModes, fixed_at<std::uint8_t>(attribute.value));
  if (attribute.type == IFLA_BOND_ACTIVE_SLAVE) link.active_port = fixed_at<std::uint32_t>(attribute.value);
}

void take_macvlan(LinkKind& link, const NetlinkAttribute& attribute) {
  if (attribute.type != IFLA_MACVLAN_MODE) return;
  const auto mode = fixed_at<std::uint32_t>(attribute.value);
  if (!mode) return;
  link.mode = *mode == MACVLAN_MODE_PRIVATE    ? "private"
              : *mode == MACVLAN_MODE_VEPA     ? "vepa"
              : *mode == MACVLAN_MODE_BRIDGE   ? "bridge"
              : *mode == MACVLAN_MODE_PASSTHRU ? "passthru"
              : *mode == MACVLAN_MODE_SOURCE   ? "source"
                                               : "mode-" + std::to_string(*mode);
}

void take_ipvlan(LinkKind& link, const NetlinkAttribute& attribute) {
  static constexpr std::array<std::string_view, 3> kModes{"l2", "l3", "l3s"};
  if (attribute.type == IFLA_IPVLAN_MODE) link.mode = word(kModes, fixed_at<std::uint16_t>(attribute.value));
}

void take_tun(LinkKind& link, const NetlinkAttribute& attribute) {
  const auto value = attribute.value;
  if (attribute.type == IFLA_TUN_TYPE) link.mode = fixed_at<std::uint8_t>(value) == IFF_TAP ? "tap" : "tun";
  if (attribute.type == IFLA_TUN_OWNER) link.owner = fixed_at<std::uint32_t>(value);
  if (attribute.type == IFLA_TUN_GROUP) link.group = fixed_at<std::uint32_t>(value);
  if (attribute.type == IFLA_TUN_PERSIST) link.persistent = fixed_at<std::uint8_t>(value).value_or(0) != 0;
}

void take_data(LinkKind& link, const NetlinkAttribute& attribute) {
  if (const auto* numbers = tunnel_numbers(link.name)) return take_tunnel(link, *numbers, attribute);
  if (link.name == "vlan") return take_vlan(link, attribute);
  if (link.name == "bond") return take_bond(link, attribute);
  if (link.name == "macvlan" || link.name == "macvtap") return take_macvlan(link, attribute);
  if (link.name == "ipvlan" || link.name == "ipvtap") return take_ipvlan(link, attribute);
  if (link.name == "tun") return take_tun(link, attribute);
  if (link.name == "vrf" && attribute.type == IFLA_VRF_TABLE)
    link.table = fixed_at<std::uint32_t>(attribute.value);
  if (link.name == "bridge" && attribute.type == IFLA_BR_VLAN_FILTERING)
    link.vlan_filtering = fixed_at<std::uint8_t>(attribute.value).value_or(0) != 0;
}

void take_port(LinkKind& link, const NetlinkAttribute& attribute) {
  static constexpr std::array<std::string_view, 5> kBridge{"disabled", "listening", "learning", "forwarding",
                                                           "blocking"};
  static constexpr std::array<std::string_view, 2> kBond{"active", "backup"};
  const auto state = fixed_at<std::uint8_t>(attribute.value);
  if (link.port_kind == "bridge" && attribute.type == IFLA_BRPORT_STATE)
    link.port_state = word(kBridge, state);
  if (link.port_kind == "bond" && attribute.type == IFLA_BOND_SLAVE_STATE)
    link.port_state = word(kBond, state);
}

}  // namespace

LinkKind parse_link_kind(Bytes nested) {
  LinkKind link;
  Bytes data, port;
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == IFLA_INFO_KIND) link.name = text_of(attribute->value);
    if (attribute->type == IFLA_INFO_DATA) data = attribute->value;
    if (attribute->type == IFLA_INFO_SLAVE_KIND) link.port_kind = text_of(attribute->value);
    if (attribute->type == IFLA_INFO_SLAVE_DATA) port = attribute->value;
  }
  AttributeReader inner{data};
  while (const auto attribute = inner.next()) take_data(link, *attribute);
  AttributeReader of_port{port};
  while (const auto attribute = of_port.next()) take_port(link, *attribute);
  return link;
}

}  // namespace firsthour::collectors
