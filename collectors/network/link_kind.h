// SPDX-License-Identifier: Apache-2.0
// What makes an interface what it is: the value of IFLA_LINKINFO, whose inner numbers depend on the kind
// (linux/if_link.h, linux/if_tunnel.h).
#pragma once

#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>

namespace firsthour::collectors {

struct LinkKind {
  std::string name;                           // "bridge" "veth" …; empty for plain devices
  std::string port_kind;                      // what it is a port of: "bridge" "bond"; else empty
  std::string port_state;                     // of a port: "forwarding" "active" …
  std::string mode;                           // of a bond, macvlan, macvtap, ipvlan, tun
  std::optional<std::uint32_t> vlan_id;       //
  std::string vlan_protocol;                  // "802.1Q" "802.1ad"
  std::optional<std::uint32_t> tunnel_id;     // VNI of vxlan and geneve, key of gre and vti
  std::string tunnel_local, tunnel_remote;    // of vxlan the remote may be a group; empty: any
  std::optional<std::uint16_t> tunnel_port;   // UDP
  std::optional<std::uint32_t> tunnel_link;   // interface that the tunnel is bound to
  std::optional<std::uint32_t> active_port;   // of a bond: interface
  std::optional<std::uint32_t> table;         // of a vrf
  std::optional<std::uint32_t> owner, group;  // of tun and tap: who may attach; absent: the administrator
  std::optional<bool> persistent;             // of tun and tap: stays without a process
  std::optional<bool> vlan_filtering;         // of a bridge
};

// Total: what does not fit is absent.
[[nodiscard]] LinkKind parse_link_kind(Bytes nested);

}  // namespace firsthour::collectors
