// SPDX-License-Identifier: Apache-2.0
// Conversations over UDP that begin with a TLS handshake: what both hellos say is told once, when both have
// come or the flow ends.
#pragma once

#include "triage/network/dissect/dissector.h"
#include "triage/network/dissect/tls.h"

#include <memory>

namespace firsthour::triage::network {

class DatagramHello : public Conversation {
 public:
  explicit DatagramHello(const Place& place) : place_{place} {}
  virtual void take(bool from_client, Bytes datagram, Moment moment) = 0;
  void end() override { tell(); }

 protected:
  void message(bool from_client, unsigned type, Bytes body, Moment moment) {
    take_handshake(from_client, type, body, moment, handshake_);
  }
  void tell();
  Place place_;
  TlsHandshake handshake_;
  bool told_ = false;
};

// What the first datagram of a flow begins, absent when it is none of QUIC, DTLS
// and OpenVPN.
[[nodiscard]] std::unique_ptr<DatagramHello> begin_datagram_hello(const Place& place, Bytes datagram);

}  // namespace firsthour::triage::network
