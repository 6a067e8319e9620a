// SPDX-License-Identifier: Apache-2.0
// Any bytes as a netlink datagram: walked, and each payload given to every parser of answers.
#include "collectors/kernel/audit_message.h"
#include "collectors/network/conntrack_entry.h"
#include "collectors/network/fib_rule.h"
#include "collectors/network/netlink_message.h"
#include "collectors/network/nft_object.h"
#include "collectors/network/rtnetlink.h"
#include "collectors/network/sock_diag.h"
#include "collectors/network/traffic_control.h"
#include "collectors/network/wireguard_message.h"

#include <linux/netfilter/nf_tables.h>

#include <cstddef>
#include <cstdint>
#include <span>

using namespace firsthour::collectors;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  NetlinkReader reader{std::as_bytes(std::span{data, size})};
  for (;;) {
    const auto message = reader.next();
    if (!message || !*message) return 0;
    const auto payload = (*message)->payload;
    for (const auto& kind : diag_kinds()) (void)parse_diag(kind, payload);
    (void)parse_link(payload);
    (void)parse_address(payload);
    (void)parse_route(payload);
    (void)parse_neighbour(payload);
    (void)parse_queue(payload);
    (void)parse_filter(payload);
    (void)parse_rule(payload);
    (void)parse_conntrack(payload);
    (void)parse_audit_status(payload);
    (void)parse_audit_rule(payload);
    (void)family_number(payload, "wireguard");
    if (auto device = parse_wireguard(payload)) join(*device, *device);
    for (const std::uint16_t type : {NFT_MSG_GETTABLE, NFT_MSG_GETCHAIN, NFT_MSG_GETRULE, NFT_MSG_GETSET})
      (void)parse_nft_object(type, payload);
    (void)parse_nft_elements(payload, NftValue::ip);
  }
}
