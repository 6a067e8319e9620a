// SPDX-License-Identifier: Apache-2.0
// Any bytes as one of the texts below /proc/net; all parsers get them.
#include "collectors/network/conntrack_entry.h"
#include "collectors/network/diag_presence.h"
#include "collectors/network/netlink_presence.h"
#include "collectors/network/network_texts.h"
#include "collectors/network/proc_net.h"
#include "collectors/network/sockstat.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

using namespace firsthour::collectors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  for (const auto& kind : diag_kinds()) (void)parse_proc_net(kind, text);
  (void)parse_dev(text);
  (void)parse_if_inet6(text);
  (void)parse_route_text(text);
  (void)parse_ipv6_route(text);
  (void)parse_arp(text);
  (void)netlink_protocol_listed(text, 4);
  (void)parse_conntrack_line(text);
  (void)sockets_in_use(text, "TCP:");
  DiagPresence presence;
  presence.scan_symbols(text);
  return 0;
}
