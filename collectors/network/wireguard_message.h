// SPDX-License-Identifier: Apache-2.0
// What the kernel says of WireGuard interfaces and their peers (linux/wireguard.h, generic netlink). The
// answers hold the private and the preshared keys: no value here has them, only whether they are set.
#pragma once

#include "casefile/instant.h"
#include "casefile/result.h"
#include "collectors/network/netlink_message.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct WireguardPeer {
  std::string public_key;  // base64, as wg(8) shows it
  bool preshared_key_set = false;
  std::string endpoint_ip;  // empty: not known
  std::uint16_t endpoint_port = 0;
  std::vector<std::string> allowed;       // "10.0.0.0/24"
  std::optional<Instant> last_handshake;  // absent: never
  std::optional<std::uint64_t> rx_bytes, tx_bytes;
  std::optional<std::uint16_t> keepalive;  // seconds; absent: off
};

struct WireguardDevice {
  std::uint32_t index = 0;  // 0 in an answer that goes on with the peers of the one before it
  std::string name;
  std::string public_key;  // empty: no private key is set, or this answer only goes on
  bool private_key_set = false;
  std::optional<std::uint16_t> port;
  std::optional<std::uint32_t> mark;  // absent: off
  std::vector<WireguardPeer> peers;
};

// The number of a generic netlink family in one answer to a dump of all families; nothing when it is
// another's.
[[nodiscard]] std::optional<std::uint16_t> family_number(Bytes payload, std::string_view name);

// One answer of WG_CMD_GET_DEVICE. A device with many peers takes several.
[[nodiscard]] Result<WireguardDevice> parse_wireguard(Bytes payload);

// Adds a further answer about the same device. A peer that was cut goes on there under the same public key.
void join(WireguardDevice& device, WireguardDevice more);

// Requests: a dump of all generic families; a dump of one device.
[[nodiscard]] std::string families_request();
[[nodiscard]] std::string wireguard_request(std::uint32_t index);

}  // namespace firsthour::collectors
