// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/rtnetlink.h"

#include "collectors/network/socket_facts.h"

#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

template <class T>
std::string bytes_of(const T& request) {
  return {reinterpret_cast<const char*>(&request), sizeof request};
}

std::string with_prefix(Bytes address, unsigned length) {
  return ip_text(address) + '/' + std::to_string(length);
}

void read_xdp(LinkFacts& link, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next()) {
    const bool is_program = attribute->type == IFLA_XDP_PROG_ID || attribute->type == IFLA_XDP_DRV_PROG_ID ||
                            attribute->type == IFLA_XDP_SKB_PROG_ID || attribute->type == IFLA_XDP_HW_PROG_ID;
    const auto id = is_program ? fixed_at<std::uint32_t>(attribute->value) : std::nullopt;
    if (id && *id != 0 && std::ranges::find(link.xdp_programs, *id) == link.xdp_programs.end())
      link.xdp_programs.push_back(*id);
  }
}

void read_counters(LinkFacts& link, Bytes value) {
  const auto at = [&](std::size_t offset) { return fixed_at<std::uint64_t>(value, offset); };
  link.rx_bytes = at(offsetof(rtnl_link_stats64, rx_bytes));
  link.tx_bytes = at(offsetof(rtnl_link_stats64, tx_bytes));
  link.rx_packets = at(offsetof(rtnl_link_stats64, rx_packets));
  link.tx_packets = at(offsetof(rtnl_link_stats64, tx_packets));
  link.rx_errors = at(offsetof(rtnl_link_stats64, rx_errors));
  link.tx_errors = at(offsetof(rtnl_link_stats64, tx_errors));
  link.rx_dropped = at(offsetof(rtnl_link_stats64, rx_dropped));
  link.tx_dropped = at(offsetof(rtnl_link_stats64, tx_dropped));
}

void read_aliases(LinkFacts& link, Bytes nested) {
  AttributeReader attributes{nested};
  while (const auto attribute = attributes.next())
    if (attribute->type == IFLA_ALT_IFNAME) link.aliases.emplace_back(text_of(attribute->value));
}

std::string operational_state(std::uint8_t state) {
  static constexpr std::array<std::string_view, 7> kNames{"unknown", "notpresent", "down", "lowerlayerdown",
                                                          "testing", "dormant",    "up"};
  return std::string{state < kNames.size() ? kNames[state] : kNames[0]};
}

std::string route_type(std::uint8_t type) {
  static constexpr std::array<std::string_view, 12> kNames{
      "unspecified", "unicast",     "local",    "broadcast", "anycast", "multicast",
      "blackhole",   "unreachable", "prohibit", "throw",     "nat",     "xresolve"};
  return type < kNames.size() ? std::string{kNames[type]} : "type-" + std::to_string(type);
}

std::string neighbour_state(std::uint16_t state) {
  struct Word {
    std::uint16_t bit;
    std::string_view word;
  };
  static constexpr std::array kWords{Word{NUD_INCOMPLETE, "INCOMPLETE"}, Word{NUD_REACHABLE, "REACHABLE"},
                                     Word{NUD_STALE, "STALE"},           Word{NUD_DELAY, "DELAY"},
                                     Word{NUD_PROBE, "PROBE"},           Word{NUD_FAILED, "FAILED"},
                                     Word{NUD_NOARP, "NOARP"},           Word{NUD_PERMANENT, "PERMANENT"}};
  for (const auto& [bit, word] : kWords)
    if (state & bit) return std::string{word};
  return "NONE";
}

// The gateway of another family than the route's (an IPv6 next hop of an IPv4 route): family, then address.
std::string via_address(Bytes value) { return value.size() > 2 ? ip_text(value.subspan(2)) : std::string{}; }

void read_next_hops(std::vector<RouteFacts>& routes, const RouteFacts& base, Bytes hops) {
  while (const auto hop = fixed_at<rtnexthop>(hops)) {
    if (hop->rtnh_len < sizeof(rtnexthop) || hop->rtnh_len > hops.size()) return;
    auto route = base;
    route.interface_index = static_cast<std::uint32_t>(hop->rtnh_ifindex);
    AttributeReader attributes{attributes_after(hops.first(hop->rtnh_len), sizeof(rtnexthop))};
    while (const auto attribute = attributes.next()) {
      if (attribute->type == RTA_GATEWAY) route.gateway = ip_text(attribute->value);
      if (attribute->type == RTA_VIA) route.gateway = via_address(attribute->value);
    }
    routes.push_back(std::move(route));
    hops = attributes_after(hops, hop->rtnh_len);
  }
}

}  // namespace

std::string hardware_address(Bytes address) {
  static constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const auto byte : address) {
    if (!text.empty()) text += ':';
    text += kDigits[std::to_integer<unsigned>(byte) >> 4];
    text += kDigits[std::to_integer<unsigned>(byte) & 15];
  }
  return text;
}

std::vector<std::string> interface_flags(std::uint32_t flags) {
  static constexpr std::array<std::string_view, 19> kWords{
      "UP",        "BROADCAST", "DEBUG",    "LOOPBACK", "POINTOPOINT", "NOTRAILERS", "RUNNING",
      "NOARP",     "PROMISC",   "ALLMULTI", "MASTER",   "SLAVE",       "MULTICAST",  "PORTSEL",
      "AUTOMEDIA", "DYNAMIC",   "LOWER_UP", "DORMANT",  "ECHO"};
  std::vector<std::string> words;
  for (unsigned bit = 0; bit < 32; ++bit)
    if (flags >> bit & 1)
      words.push_back(bit < kWords.size() ? std::string{kWords[bit]} : "bit-" + std::to_string(bit));
  return words;
}

std::string link_request() {
  ifinfomsg request{};
  request.ifi_family = AF_UNSPEC;
  return bytes_of(request);
}

std::string address_request(std::uint8_t family) {
  ifaddrmsg request{};
  request.ifa_family = family;
  return bytes_of(request);
}

std::string route_request(std::uint8_t family) {
  rtmsg request{};
  request.rtm_family = family;
  return bytes_of(request);
}

std::string neighbour_request(std::uint8_t family, bool proxies) {
  ndmsg request{};
  if (proxies) request.ndm_flags = NTF_PROXY;
  request.ndm_family = family;
  return bytes_of(request);
}

Result<LinkFacts> parse_link(Bytes payload) {
  const auto message = fixed_at<ifinfomsg>(payload);
  if (!message) return fail(Errc::malformed, "rtnetlink link answer is too short");
  LinkFacts link;
  link.index = static_cast<std::uint32_t>(message->ifi_index);
  link.flags = interface_flags(message->ifi_flags);
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    const auto value = attribute->value;
    switch (attribute->type) {
      case IFLA_IFNAME:
        link.name = text_of(value);
        break;
      case IFLA_ADDRESS:
        link.mac = hardware_address(value);
        break;
      case IFLA_MTU:
        link.mtu = fixed_at<std::uint32_t>(value);
        break;
      case IFLA_OPERSTATE:
        link.state = operational_state(fixed_at<std::uint8_t>(value).value_or(0));
        break;
      case IFLA_LINKINFO:
        link.kind = parse_link_kind(value);
        break;
      case IFLA_XDP:
        read_xdp(link, value);
        break;
      case IFLA_STATS64:
        read_counters(link, value);
        break;
      case IFLA_PROMISCUITY:
        link.promiscuity = fixed_at<std::uint32_t>(value);
        break;
      case IFLA_LINK:
        link.parent_index = fixed_at<std::uint32_t>(value);
        break;
      case IFLA_LINK_NETNSID:
        link.parent_namespace_id = fixed_at<std::int32_t>(value);
        break;
      case IFLA_PARENT_DEV_BUS_NAME:
        link.device_bus = text_of(value);
        break;
      case IFLA_PARENT_DEV_NAME:
        link.device = text_of(value);
        break;
      case IFLA_MASTER:
        link.controller_index = fixed_at<std::uint32_t>(value);
        break;
      case IFLA_PERM_ADDRESS:
        link.permanent_mac = hardware_address(value);
        break;
      case IFLA_IFALIAS:
        link.description = text_of(value);
        break;
      case IFLA_PROP_LIST:
        read_aliases(link, value);
        break;
      default:
        break;
    }
  }
  return link;
}

Result<AddressFacts> parse_address(Bytes payload) {
  const auto message = fixed_at<ifaddrmsg>(payload);
  if (!message) return fail(Errc::malformed, "rtnetlink address answer is too short");
  AddressFacts facts;
  facts.index = message->ifa_index;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    // Of a point-to-point link IFA_ADDRESS is the other end; IFA_LOCAL, where given, is ours.
    if (attribute->type == IFA_ADDRESS && facts.address.empty())
      facts.address = with_prefix(attribute->value, message->ifa_prefixlen);
    if (attribute->type == IFA_LOCAL) facts.address = with_prefix(attribute->value, message->ifa_prefixlen);
  }
  return facts;
}

Result<std::vector<RouteFacts>> parse_route(Bytes payload) {
  const auto message = fixed_at<rtmsg>(payload);
  if (!message) return fail(Errc::malformed, "rtnetlink route answer is too short");
  std::vector<RouteFacts> routes;
  if (message->rtm_flags & RTM_F_CLONED) return routes;
  RouteFacts route;
  route.table = message->rtm_table;
  route.type = route_type(message->rtm_type);
  if (message->rtm_dst_len == 0) route.destination = message->rtm_family == AF_INET6 ? "::/0" : "0.0.0.0/0";
  Bytes hops;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    const auto value = attribute->value;
    switch (attribute->type) {
      case RTA_DST:
        route.destination = with_prefix(value, message->rtm_dst_len);
        break;
      case RTA_GATEWAY:
        route.gateway = ip_text(value);
        break;
      case RTA_VIA:
        route.gateway = via_address(value);
        break;
      case RTA_PREFSRC:
        route.source = ip_text(value);
        break;
      case RTA_OIF:
        route.interface_index = fixed_at<std::uint32_t>(value);
        break;
      case RTA_PRIORITY:
        route.metric = fixed_at<std::uint32_t>(value);
        break;
      case RTA_TABLE:
        route.table = fixed_at<std::uint32_t>(value).value_or(route.table);
        break;
      case RTA_MULTIPATH:
        hops = value;
        break;
      default:
        break;
    }
  }
  read_next_hops(routes, route, hops);
  if (routes.empty()) routes.push_back(std::move(route));
  return routes;
}

Result<NeighbourFacts> parse_neighbour(Bytes payload) {
  const auto message = fixed_at<ndmsg>(payload);
  if (!message) return fail(Errc::malformed, "rtnetlink neighbour answer is too short");
  NeighbourFacts facts;
  facts.index = static_cast<std::uint32_t>(message->ndm_ifindex);
  facts.state = neighbour_state(message->ndm_state);
  facts.proxy = (message->ndm_flags & NTF_PROXY) != 0;
  AttributeReader attributes{attributes_after(payload, sizeof *message)};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == NDA_DST) facts.ip = ip_text(attribute->value);
    if (attribute->type == NDA_LLADDR) facts.mac = hardware_address(attribute->value);
  }
  return facts;
}

}  // namespace firsthour::collectors
