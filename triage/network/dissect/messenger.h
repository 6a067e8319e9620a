// SPDX-License-Identifier: Apache-2.0
// IP Messenger and its relatives (FeiQ, 内网通), by content on any port.
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

// A datagram, or the beginning of a TCP stream; absent when it is none of them. `usual_port`: 2425 is one of
// the ports.
[[nodiscard]] std::optional<MessengerMessage> parse_messenger(Bytes bytes, bool usual_port);
// 内网通's own protocol on UDP 9011.
[[nodiscard]] std::optional<MessengerMessage> parse_shiyeline(Bytes bytes);
// GBK as UTF-8; the bytes as they are when they are no GBK.
[[nodiscard]] std::string from_gbk(std::string_view bytes);

}  // namespace firsthour::triage::network
