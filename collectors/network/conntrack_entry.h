// SPDX-License-Identifier: Apache-2.0
// One tracked flow, as ctnetlink (linux/netfilter/nfnetlink_conntrack.h) or the text /proc/net/nf_conntrack
// tells it. What a view does not say is absent.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"
#include "collectors/network/netlink_message.h"
#include "collectors/network/socket_facts.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct FlowDirection {
  SocketEnd source, destination;
  std::optional<std::uint64_t> packets, bytes;
};

struct ConntrackEntry {
  std::string_view network_type;  // "ipv4" "ipv6"
  std::string transport;
  FlowDirection original, reply;
  bool has_ports = false;
  std::string state;                // of TCP
  std::vector<std::string> status;  // IPS_* bits: "SEEN_REPLY" "ASSURED" …
  std::optional<std::uint32_t> timeout, mark, id;
  std::optional<std::uint16_t> zone;
  std::string helper;
  std::optional<Instant> start;
};

// The payload of a dump request: the flows of AF_UNSPEC, which is all families.
[[nodiscard]] std::string conntrack_request();

// One answer; `malformed` without its fixed part or without an address.
[[nodiscard]] Result<ConntrackEntry> parse_conntrack(Bytes payload);

// One line of the text; nothing when it is no entry.
[[nodiscard]] std::optional<ConntrackEntry> parse_conntrack_line(std::string_view line);

}  // namespace firsthour::collectors
