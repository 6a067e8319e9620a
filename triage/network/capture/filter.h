// SPDX-License-Identifier: Apache-2.0
// Which packets are meant: a small language over what was decoded. Not that of libpcap: this one sees
// addresses under VLAN tags and in tunnels. Of a fragmented datagram the packet that completes it has the
// ports.
#pragma once

#include "casefile/result.h"
#include "triage/network/packet/decoder.h"

#include <memory>
#include <string_view>
#include <vector>

namespace firsthour::triage::network {

class Filter {
 public:
  // `usage` names the place in the text.
  [[nodiscard]] static Result<Filter> parse(std::string_view text);
  [[nodiscard]] bool takes(const Decoded& packet) const;

 private:
  enum class Kind { all, both, either, negation, protocol, address, port, vlan };
  enum class Side { any, source, destination };
  struct Node {
    Kind kind = Kind::all;
    Side side = Side::any;
    std::uint16_t number = 0;
    IpAddress address;
    unsigned bits = 0;
    std::size_t left = 0, right = 0;  // of nodes_
  };
  class Parser;
  [[nodiscard]] bool takes(std::size_t node, const Decoded& packet) const;
  std::vector<Node> nodes_;  // the last is the whole
};

}  // namespace firsthour::triage::network
