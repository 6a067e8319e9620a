// SPDX-License-Identifier: Apache-2.0
// The texts that stand in for rtnetlink: /proc/PID/net/{dev,if_inet6,route,ipv6_route,arp}. They say less;
// lines that are no entries are left out.
#pragma once

#include "collectors/network/rtnetlink.h"

#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::collectors {

// With the interface's name, since these texts have names where rtnetlink has numbers.
template <class Facts>
struct Named {
  std::string interface;
  Facts facts;
};

[[nodiscard]] std::vector<LinkFacts> parse_dev(std::string_view text);
[[nodiscard]] std::vector<Named<AddressFacts>> parse_if_inet6(std::string_view text);
[[nodiscard]] std::vector<Named<RouteFacts>> parse_route_text(std::string_view text);
[[nodiscard]] std::vector<Named<RouteFacts>> parse_ipv6_route(std::string_view text);
[[nodiscard]] std::vector<Named<NeighbourFacts>> parse_arp(std::string_view text);

}  // namespace firsthour::collectors
