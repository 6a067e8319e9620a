// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table of iptables: the first are its hooks, the rest its entries; and as every extension.
#include "collectors/network/xt_extension.h"
#include "collectors/network/xt_table.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  static constexpr std::array<std::string_view, 21> kNames{
      "tcp",   "udp",    "multiport", "comment",    "conntrack", "state",  "mark",
      "owner", "string", "addrtype",  "mac",        "icmp",      "limit",  "DNAT",
      "LOG",   "NFLOG",  "REDIRECT",  "MASQUERADE", "MARK",      "TPROXY", "TEE"};
  constexpr std::size_t kHooks = 84;
  const auto bytes = std::as_bytes(std::span{data, size});
  for (const auto name : kNames)
    for (unsigned revision = 0; revision < 4; ++revision) {
      (void)xt_match_text(name, revision, bytes);
      (void)xt_target_text(name, revision, bytes);
    }
  const auto hooks = parse_xt_hooks(bytes);
  if (!hooks) return 0;
  for (const auto family : {XtFamily::ipv4, XtFamily::ipv6})
    (void)parse_xt_entries(family, *hooks, bytes.subspan(kHooks));
  return 0;
}
