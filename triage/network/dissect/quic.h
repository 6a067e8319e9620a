// SPDX-License-Identifier: Apache-2.0
// QUIC version 1 (RFC 9000, 9001), version 2 (RFC 9369) and the drafts from the 23rd on: the Initial packets,
// whose keys follow from the connection's number, and the TLS hellos in them. What comes later stays secret.
#pragma once

#include "triage/network/dissect/assembled.h"
#include "triage/network/dissect/datagram_hello.h"

#include <array>
#include <optional>

namespace firsthour::triage::network {

// A packet with a long header, of a version that is known here.
[[nodiscard]] bool begins_quic(Bytes datagram);

// Keys of one direction.
struct QuicKeys {
  std::string key, iv, header;
};
// Of the Initial packets, from the destination connection ID of the client's first. Empty keys for a version
// that is not known.
[[nodiscard]] QuicKeys quic_initial_keys(std::uint32_t version, std::string_view id, bool of_client);

class QuicHello final : public DatagramHello {
 public:
  explicit QuicHello(const Place& place);
  void take(bool from_client, Bytes datagram, Moment moment) override;

 private:
  // One packet of a datagram, up to its length; its parts are spans of the datagram.
  struct Packet {
    std::uint32_t version = 0;
    bool initial = false;
    std::string_view id;     // the destination's
    Bytes all;               // from the first byte to the end of the payload
    std::size_t number = 0;  // where the packet number begins in it
  };
  struct Side {
    QuicKeys keys;
    std::optional<std::uint64_t> largest;  // packet number
    Assembled crypto;
    std::size_t read = 0;  // of the crypto stream
  };
  [[nodiscard]] static std::optional<Packet> next_packet(Bytes datagram);
  [[nodiscard]] static std::optional<std::string> open(const Packet& packet, Side& side);
  void initial(bool from_client, const Packet& packet, Moment moment);
  void set_keys(const Packet& packet);
  void frames(bool from_client, Bytes payload, Moment moment);
  void messages(bool from_client, Moment moment);
  std::array<Side, 2> sides_;  // server, client: of QUIC, not of the flow
  bool keyed_ = false;
  bool turned_ = false;  // the flow's client is the server: its first packet was not captured
  unsigned tried_ = 0;
};

}  // namespace firsthour::triage::network
