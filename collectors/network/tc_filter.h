// SPDX-License-Identifier: Apache-2.0
// BPF programs in the traffic control of an interface: the filters of kind "bpf" that rtnetlink lists.
#pragma once

#include "collectors/network/netlink_message.h"
#include "collectors/network/netlink_socket.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

// The program behind one answer to RTM_GETTFILTER; nothing for another kind of filter.
[[nodiscard]] std::optional<std::uint32_t> parse_tc_filter(Bytes payload);

// Programs at the interface's ingress and egress and at its root queue. A failure gives none: an interface
// without queues answers with an error.
[[nodiscard]] std::vector<std::uint32_t> tc_programs(NetlinkSocket& netlink, std::uint32_t interface_index);

}  // namespace firsthour::collectors
