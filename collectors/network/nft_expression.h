// SPDX-License-Identifier: Apache-2.0
// What the expressions of an nf_tables rule say (linux/netfilter/nf_tables.h), in the words of nft where they
// are known. The kernel runs a rule on registers; here they hold what was loaded, as text, until it is
// compared.
#pragma once

#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct NftStatement {
  std::string text;                      // "tcp dport 22 accept"; bytes where names are in it
  std::vector<std::string> expressions;  // names as the kernel has them, in order
  std::vector<std::string> undecoded;    // those that `text` only names
  std::vector<std::string> actions;      // "accept" "dnat" "jump" …
  std::vector<std::string> jumps_to;     // chains
  std::optional<std::uint64_t> packets, bytes;
};

// How the bytes of a value read.
enum class NftValue { hex, ip, port, protocol, name, number, ct_state, nfproto };

// The value of NFTA_RULE_EXPRESSIONS. Broken attributes end it: what came before stands.
[[nodiscard]] NftStatement decode_nft_expressions(Bytes list);

// "192.0.2.1" "22" "eth0" …; as 0x… where the length does not fit the kind.
[[nodiscard]] std::string nft_value_text(Bytes value, NftValue kind);

// The verdict inside an NFTA_DATA_VERDICT: "accept" "drop" "jump NAME" …
struct NftVerdict {
  std::string action, chain;
};
[[nodiscard]] NftVerdict nft_verdict(Bytes nested);

}  // namespace firsthour::collectors
