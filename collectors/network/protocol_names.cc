// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/protocol_names.h"

#include <string_view>

namespace firsthour::collectors {
namespace {

constexpr std::string_view name_for(std::uint8_t protocol) {
  switch (protocol) {
    case 1:
      return "icmp";
    case 2:
      return "igmp";
    case 4:
      return "ipip";
    case 6:
      return "tcp";
    case 17:
      return "udp";
    case 33:
      return "dccp";
    case 41:
      return "ipv6";
    case 47:
      return "gre";
    case 50:
      return "esp";
    case 51:
      return "ah";
    case 58:
      return "ipv6-icmp";
    case 89:
      return "ospf";
    case 112:
      return "vrrp";
    case 132:
      return "sctp";
    case 136:
      return "udplite";
    default:
      return {};
  }
}

}  // namespace

std::string transport_name(std::uint8_t protocol) {
  const auto name = name_for(protocol);
  return name.empty() ? std::to_string(protocol) : std::string{name};
}

}  // namespace firsthour::collectors
