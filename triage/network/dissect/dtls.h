// SPDX-License-Identifier: Apache-2.0
// DTLS 1.0, 1.2 and 1.3 (RFC 4347, 6347, 9147): the handshake's messages, in fragments and out of order, as
// far as they are not encrypted.
#pragma once

#include "triage/network/dissect/assembled.h"
#include "triage/network/dissect/datagram_hello.h"

#include <array>
#include <map>

namespace firsthour::triage::network {

// An unencrypted record with a message of a handshake.
[[nodiscard]] bool begins_dtls(Bytes datagram);

class DtlsHello final : public DatagramHello {
 public:
  explicit DtlsHello(const Place& place);
  void take(bool from_client, Bytes datagram, Moment moment) override;

 private:
  struct Message {
    unsigned type;
    std::size_t length;
    Assembled body;
    bool whole = false;
  };
  void fragments(bool from_client, Bytes record, Moment moment);
  std::array<std::map<unsigned, Message>, 2> messages_;  // by their numbers
  std::array<bool, 2> over_{};                           // encrypted from here on
};

}  // namespace firsthour::triage::network
