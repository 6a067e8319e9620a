// SPDX-License-Identifier: Apache-2.0
// What the matches and targets of xtables say (linux/netfilter/xt_*.h), in the words of iptables(8). Rules of
// iptables and rules that iptables-nft writes into nf_tables hold the same bytes.
#pragma once

#include "collectors/network/netlink_message.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// "-m multiport --dports 22,23"; nothing for one that is not known, or whose bytes do not fit. Texts inside
// (comments, patterns) are bytes.
[[nodiscard]] std::optional<std::string> xt_match_text(std::string_view name, unsigned revision, Bytes data);

// "DNAT --to-destination 192.0.2.7:80"; the same.
[[nodiscard]] std::optional<std::string> xt_target_text(std::string_view name, unsigned revision, Bytes data);

// The name of a target as an action in our records: "DNAT" is "dnat".
[[nodiscard]] std::string xt_action(std::string_view target);

}  // namespace firsthour::collectors
