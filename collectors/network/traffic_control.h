// SPDX-License-Identifier: Apache-2.0
// Queues and filters of traffic control (tc(8)), as rtnetlink's RTM_GETQDISC and RTM_GETTFILTER answer.
#pragma once

#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

// A queueing discipline or a filter: the answers have the same head.
struct TrafficControlFacts {
  std::uint32_t interface_index = 0;
  std::uint32_t handle = 0, parent = 0;
  std::string type;                           // the kernel's name of it: "fq_codel" "clsact" "bpf" "u32" …
  std::optional<std::uint32_t> chain, block;  // of a filter; shared among queues
  std::uint16_t priority = 0, protocol = 0;   // of a filter; protocol: ETH_P_*
  std::optional<std::uint32_t> program;       // BPF program id of a filter
  std::string program_name;
  bool direct_action = false;                          // the program's answer is the verdict
  std::vector<std::string> actions;                    // "mirred redirect to 3", "bpf 17", "gact" …
  std::vector<std::uint64_t> action_programs;          // BPF program ids of its actions
  std::optional<std::uint64_t> bytes, packets, drops;  // of a queue
};

// One answer of RTM_GETQDISC.
[[nodiscard]] Result<TrafficControlFacts> parse_queue(Bytes payload);
// One answer of RTM_GETTFILTER. A filter's head, which names a chain but no filter, has the handle 0.
[[nodiscard]] Result<TrafficControlFacts> parse_filter(Bytes payload);

// "root", "ingress", "clsact.ingress", "clsact.egress", else "8001:0" in hex, as tc writes it.
[[nodiscard]] std::string parent_text(std::uint32_t parent);
[[nodiscard]] std::string handle_text(std::uint32_t handle);

}  // namespace firsthour::collectors
