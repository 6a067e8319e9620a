// SPDX-License-Identifier: Apache-2.0
// One conversation between two endpoints: who, when, how much, and how it went.
#pragma once

#include "triage/network/packet/decoder.h"

#include <array>
#include <cstdint>
#include <memory>
#include <string>

namespace firsthour::triage::network {

struct Endpoint {
  IpAddress address;
  std::uint16_t port = 0;
  auto operator<=>(const Endpoint&) const = default;
};

// When and where something was seen. Packets are numbered through all files of one reading.
struct Moment {
  std::int64_t time = 0;
  std::uint64_t packet = 0;
};

struct FlowSide {
  std::uint64_t packets = 0, ip_bytes = 0, payload_bytes = 0;
  std::uint8_t flags = 0;  // all TCP flags that were seen
};

// What is kept for a flow beside its counts: reassembly and dissection.
class Conversation {
 public:
  virtual ~Conversation() = default;
  virtual void end() {}  // the flow ended: what was learnt is told
};

// Letters of FlowHistory: those of the client in capitals.
class FlowHistory {
 public:
  void add(char letter, bool from_client);
  [[nodiscard]] std::string_view text() const { return {letters_.data(), size_}; }

 private:
  std::array<char, 24> letters_{};
  std::uint8_t size_ = 0;
  std::uint32_t seen_ = 0;
};

struct Flow {
  std::uint64_t number = 0;  // from 1, in order of the first packets
  Endpoint client, server;   // client: who sent the SYN; without one, as the ports say
  std::uint8_t protocol = 0;
  std::uint8_t tunnels = 0;
  std::uint16_t vlan = 0;
  bool has_mac = false;
  bool one_way_icmp = false;
  bool reset_by_client = false;  // when both reset: who did first
  std::array<std::byte, 6> client_mac{};
  Moment first, last;
  FlowSide from_client, from_server;
  FlowHistory history;
  std::uint64_t bad_checksums = 0;
  std::string_view service;  // a constant: "http", "dns"; empty when not recognised
  std::unique_ptr<Conversation> conversation;
  [[nodiscard]] bool closed() const;
  // As Zeek's conn_state: "S0", "SF", "REJ", …; empty for other protocols than TCP.
  [[nodiscard]] std::string_view tcp_state() const;
};

// Community ID version 1, of the innermost IP header.
[[nodiscard]] std::string community_id(const Flow& flow, std::uint16_t seed = 0);
struct CommunityTuple {
  IpAddress source, destination;
  std::uint8_t protocol = 0;
  bool has_ports = false;
  std::uint16_t source_port = 0, destination_port = 0;  // of ICMP type and code
};
// The digest's hex when `base64` is false.
[[nodiscard]] std::string community_id(const CommunityTuple& tuple, std::uint16_t seed = 0,
                                       bool base64 = true);
// The type that answers this one ("echo" for "echo reply" and back); absent when there is none.
[[nodiscard]] std::optional<std::uint8_t> icmp_counterpart(bool v6, std::uint8_t type);

}  // namespace firsthour::triage::network
