// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/tc_filter.h"

#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

#include <array>
#include <span>

namespace firsthour::collectors {

std::optional<std::uint32_t> parse_tc_filter(Bytes payload) {
  if (!fixed_at<tcmsg>(payload)) return std::nullopt;
  bool is_bpf = false;
  Bytes options;
  AttributeReader attributes{attributes_after(payload, sizeof(tcmsg))};
  while (const auto attribute = attributes.next()) {
    if (attribute->type == TCA_KIND) is_bpf = text_of(attribute->value) == "bpf";
    if (attribute->type == TCA_OPTIONS) options = attribute->value;
  }
  if (!is_bpf) return std::nullopt;
  AttributeReader nested{options};
  while (const auto attribute = nested.next())
    if (attribute->type == TCA_BPF_ID) return fixed_at<std::uint32_t>(attribute->value);
  return std::nullopt;
}

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
                         if (const auto id = parse_tc_filter(message.payload)) programs.push_back(*id);
                       });
  }
  return programs;
}

}  // namespace firsthour::collectors
