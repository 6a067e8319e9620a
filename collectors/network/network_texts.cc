// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network_texts.h"

#include "collectors/host/kernel_text.h"
#include "collectors/network/socket_facts.h"

#include <array>
#include <bit>
#include <optional>

namespace firsthour::collectors {
namespace {

// RTF_* of <linux/route.h> and <linux/ipv6_route.h>.
constexpr std::uint32_t kUp = 0x1, kGateway = 0x2, kReject = 0x200, kLocal = 0x80000000;

// "FE800000…": 32 digits in the order of the address.
std::optional<std::string> ipv6_digits(std::string_view digits) {
  if (digits.size() != 32) return std::nullopt;
  std::array<std::byte, 16> address{};
  for (std::size_t i = 0; i < address.size(); ++i) {
    const auto byte = number_from<std::uint8_t>(digits.substr(i * 2, 2), 16);
    if (!byte) return std::nullopt;
    address[i] = std::byte{*byte};
  }
  return ip_text(address);
}

std::string ipv4_word(std::uint32_t word) { return ip_text(std::as_bytes(std::span{&word, 1})); }

}  // namespace

std::vector<LinkFacts> parse_dev(std::string_view text) {
  std::vector<LinkFacts> links;
  while (auto line = next_line(text)) {
    const auto colon = line->find(':');
    if (colon == std::string_view::npos) continue;  // the two lines of heading
    LinkFacts link;
    link.name = trimmed(line->substr(0, colon));
    auto rest = line->substr(colon + 1);
    link.rx_bytes = number_from<std::uint64_t>(next_field(rest));
    for (int i = 0; i < 7; ++i) (void)next_field(rest);
    link.tx_bytes = number_from<std::uint64_t>(next_field(rest));
    if (link.rx_bytes && link.tx_bytes) links.push_back(std::move(link));
  }
  return links;
}

std::vector<Named<AddressFacts>> parse_if_inet6(std::string_view text) {
  std::vector<Named<AddressFacts>> addresses;
  while (auto line = next_line(text)) {
    const auto address = ipv6_digits(next_field(*line));
    const auto index = number_from<std::uint32_t>(next_field(*line), 16);
    const auto prefix = number_from<std::uint8_t>(next_field(*line), 16);
    (void)next_field(*line);  // scope
    (void)next_field(*line);  // flags
    const auto name = next_field(*line);
    if (address && index && prefix && !name.empty())
      addresses.push_back({std::string{name}, {*index, *address + '/' + std::to_string(*prefix)}});
  }
  return addresses;
}

std::vector<Named<RouteFacts>> parse_route_text(std::string_view text) {
  std::vector<Named<RouteFacts>> routes;
  while (auto line = next_line(text)) {
    const auto name = next_field(*line);
    const auto destination = number_from<std::uint32_t>(next_field(*line), 16);
    const auto gateway = number_from<std::uint32_t>(next_field(*line), 16);
    const auto flags = number_from<std::uint32_t>(next_field(*line), 16);
    (void)next_field(*line);  // references
    (void)next_field(*line);  // uses
    const auto metric = number_from<std::uint32_t>(next_field(*line));
    const auto mask = number_from<std::uint32_t>(next_field(*line), 16);
    if (!destination || !gateway || !flags || !metric || !mask) continue;  // the heading
    RouteFacts route;
    route.destination = ipv4_word(*destination) + '/' + std::to_string(std::popcount(*mask));
    if (*flags & kGateway) route.gateway = ipv4_word(*gateway);
    route.metric = *metric;
    route.table = 254;  // this text shows the main table only
    route.type = *flags & kReject ? "unreachable" : "unicast";
    if (*flags & kUp) routes.push_back({std::string{name}, std::move(route)});
  }
  return routes;
}

std::vector<Named<RouteFacts>> parse_ipv6_route(std::string_view text) {
  std::vector<Named<RouteFacts>> routes;
  while (auto line = next_line(text)) {
    const auto destination = ipv6_digits(next_field(*line));
    const auto length = number_from<std::uint8_t>(next_field(*line), 16);
    (void)next_field(*line);  // source prefix
    (void)next_field(*line);  // its length
    const auto gateway = ipv6_digits(next_field(*line));
    const auto metric = number_from<std::uint32_t>(next_field(*line), 16);
    (void)next_field(*line);  // references
    (void)next_field(*line);  // uses
    const auto flags = number_from<std::uint32_t>(next_field(*line), 16);
    const auto name = next_field(*line);
    if (!destination || !length || !gateway || !metric || !flags) continue;
    RouteFacts route;
    route.destination = *destination + '/' + std::to_string(*length);
    if (*flags & kGateway) route.gateway = *gateway;
    route.metric = *metric;
    route.table = *flags & kLocal ? 255 : 254;
    route.type = *flags & kReject ? "unreachable" : *flags & kLocal ? "local" : "unicast";
    routes.push_back({std::string{name}, std::move(route)});
  }
  return routes;
}

std::vector<Named<NeighbourFacts>> parse_arp(std::string_view text) {
  std::vector<Named<NeighbourFacts>> neighbours;
  bool heading = true;
  while (auto line = next_line(text)) {
    if (std::exchange(heading, false)) continue;
    NeighbourFacts facts;
    facts.ip = next_field(*line);
    (void)next_field(*line);  // hardware type
    const auto flags = next_field(*line);
    const auto number =
        flags.starts_with("0x") ? number_from<std::uint32_t>(flags.substr(2), 16) : std::nullopt;
    const auto mac = next_field(*line);
    (void)next_field(*line);  // mask
    const auto name = next_field(*line);
    if (!number || name.empty()) continue;
    // ATF_COM 2: the address is known; ATF_PERM 4.
    facts.state = *number & 4 ? "PERMANENT" : *number & 2 ? "REACHABLE" : "INCOMPLETE";
    if (*number & 2) facts.mac = mac;
    neighbours.push_back({std::string{name}, std::move(facts)});
  }
  return neighbours;
}

}  // namespace firsthour::collectors
