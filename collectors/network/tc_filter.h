// SPDX-License-Identifier: Apache-2.0
// BPF programs in the traffic control of an interface: the filters of kind "bpf" that rtnetlink lists.
#pragma once

#include "collectors/network/netlink_socket.h"

#include <cstdint>
#include <vector>

namespace firsthour::collectors {

// Programs at the interface's ingress and egress and at its root queue. A failure gives none: an interface
// without queues answers with an error.
[[nodiscard]] std::vector<std::uint32_t> tc_programs(NetlinkSocket& netlink, std::uint32_t interface_index);

}  // namespace firsthour::collectors
