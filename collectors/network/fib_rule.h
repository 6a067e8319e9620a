// SPDX-License-Identifier: Apache-2.0
// Rules of policy routing as rtnetlink(7) tells them (linux/fib_rules.h). What a rule does not say is absent.
#pragma once

#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct RuleFacts {
  std::string_view family;  // "ipv4" "ipv6"
  std::uint32_t priority = 0;
  std::string source, destination;  // with prefix; empty: all
  std::string action;               // "table" "goto" "blackhole" …
  std::optional<std::uint32_t> table, target, mark, mark_mask, suppressed_prefix_length, origin;
  std::optional<std::uint64_t> tunnel_id;
  std::string input_interface, output_interface, transport;
  std::string source_ports, destination_ports, user_ids;  // "first-last"
  bool inverted = false;
};

// The payload of a dump request RTM_GETRULE for AF_INET or AF_INET6.
[[nodiscard]] std::string rule_request(std::uint8_t family);

// One answer; `malformed` when the fixed part does not fit or is of another family.
[[nodiscard]] Result<RuleFacts> parse_rule(Bytes payload);

}  // namespace firsthour::collectors
