// SPDX-License-Identifier: Apache-2.0
// Interfaces, addresses, routes and neighbours as rtnetlink(7) tells them. Requests and answers as bytes.
#pragma once

#include "casefile/result.h"
#include "collectors/network/link_kind.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct LinkFacts {
  std::uint32_t index = 0;
  std::string name, mac;
  LinkKind kind;
  std::string state;  // RFC 2863 operational state in lower case
  std::vector<std::string> flags;
  std::optional<std::uint32_t> mtu;
  std::optional<std::uint64_t> rx_bytes, tx_bytes, rx_packets, tx_packets, rx_errors, tx_errors, rx_dropped,
      tx_dropped;
  std::optional<std::uint32_t> promiscuity;                     // how many ask for it
  std::optional<std::uint32_t> parent_index, controller_index;  // the device below; the bridge or bond above
  std::optional<std::int32_t>
      parent_namespace_id;         // where parent_index counts, as this namespace numbers others
  std::string device_bus, device;  // "pci", "0000:00:03.0"; empty before Linux 5.14
  std::string permanent_mac, description;
  std::vector<std::string> aliases;
  std::vector<std::uint32_t> xdp_programs;  // BPF program ids
};

struct AddressFacts {
  std::uint32_t index = 0;
  std::string address;  // "192.0.2.7/24"
};

struct RouteFacts {
  std::string destination, gateway,
      source;  // destination with prefix; "0.0.0.0/0" and "::/0" are the defaults
  std::optional<std::uint32_t> interface_index, metric;
  std::uint32_t table = 0;
  std::string type;  // "unicast" "local" "blackhole" …
};

struct NeighbourFacts {
  std::string ip, mac, state;
  std::uint32_t index = 0;
  bool proxy = false;  // we answer for this address
};

// Dump requests for RTM_GETLINK, RTM_GETADDR, RTM_GETROUTE, RTM_GETNEIGH.
[[nodiscard]] std::string link_request();
[[nodiscard]] std::string address_request(std::uint8_t family);
[[nodiscard]] std::string route_request(std::uint8_t family);
// Entries that we answer for are a list of their own.
[[nodiscard]] std::string neighbour_request(std::uint8_t family, bool proxies = false);

// One answer each; `malformed` when the fixed part does not fit.
[[nodiscard]] Result<LinkFacts> parse_link(Bytes payload);
[[nodiscard]] Result<AddressFacts> parse_address(Bytes payload);
// One for each next hop. None for cloned entries, which are no routes.
[[nodiscard]] Result<std::vector<RouteFacts>> parse_route(Bytes payload);
[[nodiscard]] Result<NeighbourFacts> parse_neighbour(Bytes payload);

// The words for IFF_* bits of interface flags.
[[nodiscard]] std::vector<std::string> interface_flags(std::uint32_t flags);
// "02:fc:00:00:00:05"
[[nodiscard]] std::string hardware_address(Bytes address);

}  // namespace firsthour::collectors
