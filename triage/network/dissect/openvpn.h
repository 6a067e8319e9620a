// SPDX-License-Identifier: Apache-2.0
// OpenVPN's control channel, plain or with tls-auth: the TLS handshake in it is told as every other. Layout:
// https://openvpn.net/community-docs/openvpn-network-protocol. With tls-crypt nothing can be read.
#pragma once

#include "triage/network/dissect/datagram_hello.h"
#include "triage/network/dissect/tls.h"

#include <array>
#include <map>

namespace firsthour::triage::network {

// The packet that opens a session: its length and its zeros are fixed.
[[nodiscard]] bool begins_openvpn(Bytes packet);

// Packets of one session, in any order; the TLS records in them.
class OpenVpnControl {
 public:
  explicit OpenVpnControl(const Place& place);
  void take(bool from_client, Bytes packet, Moment moment);
  void end() { tls_.end(); }

 private:
  struct Side {
    std::uint32_t next = 1;  // number of the next packet; the opening one has 0
    std::map<std::uint32_t, std::string> later;
  };
  TlsDissector tls_;
  std::size_t digest_ = 0;  // length of what tls-auth adds
  bool opened_ = false;
  std::array<Side, 2> sides_;
};

class OpenVpnDatagrams final : public DatagramHello {
 public:
  explicit OpenVpnDatagrams(const Place& place) : DatagramHello{place}, control_{place_} {}
  void take(bool from_client, Bytes datagram, Moment moment) override {
    control_.take(from_client, datagram, moment);
  }
  void end() override { control_.end(); }

 private:
  OpenVpnControl control_;
};

// Over TCP each packet has its length in front.
class OpenVpnStream final : public Dissector {
 public:
  explicit OpenVpnStream(const Place& place) : Dissector{place}, control_{place} {}
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t, Moment) override { lost_[from_client] = true; }
  void end() override { control_.end(); }

 private:
  OpenVpnControl control_;
  std::array<std::string, 2> waiting_;
  std::array<bool, 2> lost_{};
};

}  // namespace firsthour::triage::network
