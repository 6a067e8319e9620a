// SPDX-License-Identifier: Apache-2.0
// A table of iptables or ip6tables as the kernel gives it (IPT_SO_GET_ENTRIES): entries one behind the other,
// chains known by where they begin.
#pragma once

#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

enum class XtFamily { ipv4, ipv6 };

// The kernel's answer to IPT_SO_GET_INFO: where the built-in chains begin and end.
struct XtHooks {
  std::uint32_t valid = 0;  // bit i: hook i
  std::array<std::uint32_t, 5> entry{}, underflow{};
  std::uint32_t size = 0;  // bytes of all entries
};

struct XtRule {
  std::string text;                      // "-s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT"; bytes
  std::vector<std::string> expressions;  // names of matches, then of the target
  std::vector<std::string> undecoded;    // those that `text` only names
  std::string action;                    // "accept" "drop" "dnat" "jump" …; empty: counts only
  std::string jumps_to;
  std::uint64_t packets = 0, bytes = 0;
};

struct XtChain {
  std::string name, hook, policy;        // the last two of built-in ones: "input", "accept"
  std::uint64_t packets = 0, bytes = 0;  // that met the policy
  std::vector<XtRule> rules;
};

[[nodiscard]] Result<XtHooks> parse_xt_hooks(Bytes info);
// `malformed` where an entry does not fit; jumps to nowhere are kept, without a name.
[[nodiscard]] Result<std::vector<XtChain>> parse_xt_entries(XtFamily family, const XtHooks& hooks,
                                                            Bytes entries);

}  // namespace firsthour::collectors
