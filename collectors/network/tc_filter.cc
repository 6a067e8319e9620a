// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/tc_filter.h"

#include "collectors/network/traffic_control.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <span>

namespace firsthour::collectors {

std::vector<std::uint32_t> tc_programs(NetlinkSocket& netlink, std::uint32_t interface_index) {
  static constexpr std::array<std::uint32_t, 3> kParents{TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_INGRESS),
                                                         TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS), 0};
  std::vector<std::uint32_t> programs;
  for (const auto parent : kParents) {
    tcmsg request{};
    request.tcm_family = AF_UNSPEC;
    request.tcm_ifindex = static_cast<int>(interface_index);
    request.tcm_parent = parent;
    // An error of one parent is no failure: most interfaces have no such queue.
    (void)netlink.dump(RTM_GETTFILTER, std::as_bytes(std::span{&request, 1}),
                       [&](const NetlinkMessage& message) {
                         if (const auto filter = parse_filter(message.payload); filter && filter->program)
                           programs.push_back(*filter->program);
                       });
  }
  return programs;
}

}  // namespace firsthour::collectors
