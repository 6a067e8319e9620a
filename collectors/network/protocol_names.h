// SPDX-License-Identifier: Apache-2.0
// Names of IP protocols without the host's /etc/protocols (IANA "Protocol Numbers").
#pragma once

#include <cstdint>
#include <string>

namespace firsthour::collectors {

// "tcp" "udp" "icmp" …; the number as text where we have no name.
[[nodiscard]] std::string transport_name(std::uint8_t protocol);

}  // namespace firsthour::collectors
