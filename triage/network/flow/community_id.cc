// SPDX-License-Identifier: Apache-2.0
// https://github.com/corelight/community-id-spec: version 1.
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/network/flow/flow.h"

#include <tuple>
#include <utility>

namespace firsthour::triage::network {

namespace {

constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 5> kPairs4{
    {{8, 0}, {13, 14}, {15, 16}, {10, 9}, {17, 18}}};
constexpr std::array<std::pair<std::uint8_t, std::uint8_t>, 6> kPairs6{
    {{128, 129}, {133, 134}, {135, 136}, {130, 131}, {144, 145}, {139, 140}}};

template <class Pairs>
std::optional<std::uint8_t> counterpart(const Pairs& pairs, std::uint8_t type) {
  for (const auto& [one, other] : pairs) {
    if (type == one) return other;
    if (type == other) return one;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::uint8_t> icmp_counterpart(bool v6, std::uint8_t type) {
  return v6 ? counterpart(kPairs6, type) : counterpart(kPairs4, type);
}

std::string community_id(const CommunityTuple& tuple, std::uint16_t seed, bool base64) {
  const bool icmp = tuple.protocol == kIcmp || tuple.protocol == kIcmp6;
  const bool ports = tuple.has_ports &&
                     (icmp || tuple.protocol == kTcp || tuple.protocol == kUdp || tuple.protocol == kSctp);
  std::uint16_t from = tuple.source_port, to = tuple.destination_port;
  bool one_way = false;
  if (icmp && ports) {
    const auto pair = icmp_counterpart(tuple.protocol == kIcmp6, static_cast<std::uint8_t>(from));
    if (pair) to = *pair;
    one_way = !pair;
  }
  const IpAddress* low = &tuple.source;
  const IpAddress* high = &tuple.destination;
  if (!one_way && std::tie(high->bytes, to) < std::tie(low->bytes, from)) {
    std::swap(low, high);
    std::swap(from, to);
  }
  std::array<std::byte, 2 + 32 + 2 + 4> hashed{};
  std::size_t size = 0;
  const auto put16 = [&](std::uint16_t v) {
    hashed[size++] = static_cast<std::byte>(v >> 8);
    hashed[size++] = static_cast<std::byte>(v & 0xff);
  };
  const auto put = [&](Bytes b) {
    std::memcpy(hashed.data() + size, b.data(), b.size());
    size += b.size();
  };
  put16(seed);
  put(low->wire());
  put(high->wire());
  put16(static_cast<std::uint16_t>(tuple.protocol << 8));
  if (ports) {
    put16(from);
    put16(to);
  }
  Hasher hasher{Algorithm::sha1};
  hasher.update(Bytes{hashed}.first(size));
  const std::string hex = hasher.finish_hex();
  if (!base64) return "1:" + hex;
  return "1:" + to_base64(*from_hex(hex));
}

std::string community_id(const Flow& flow, std::uint16_t seed) {
  const bool ports = flow.protocol == kTcp || flow.protocol == kUdp || flow.protocol == kSctp ||
                     flow.protocol == kIcmp || flow.protocol == kIcmp6;
  return community_id(
      {flow.client.address, flow.server.address, flow.protocol, ports, flow.client.port, flow.server.port},
      seed);
}

}  // namespace firsthour::triage::network
