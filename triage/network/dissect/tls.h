// SPDX-License-Identifier: Apache-2.0
// TLS handshakes: names, versions, certificates up to TLS 1.2, and the fingerprints JA3, JA3S and JA4 (the
// methods of the JA4 family with other licences are left out).
#pragma once

#include "triage/network/dissect/dissector.h"

namespace firsthour::triage::network {

// The body of a ClientHello or ServerHello, as `into.over` has it. False when it does not hold together; what
// was read is there.
[[nodiscard]] bool parse_client_hello(Bytes body, TlsHandshake& into);
[[nodiscard]] bool parse_server_hello(Bytes body, TlsHandshake& into);
[[nodiscard]] TlsCertificate parse_certificate(Bytes der);
// One message of a handshake, whatever carried it. The hellos say who is who: the flow's client is a guess
// when its beginning was not captured, and in calls between browsers either side begins.
void take_handshake(bool from_flows_client, unsigned type, Bytes body, Moment moment, TlsHandshake& into);
[[nodiscard]] std::string tls_version_name(std::uint16_t version);

class TlsDissector final : public Dissector {
 public:
  explicit TlsDissector(const Place& place) : Dissector{place} { place_.flow.service = "tls"; }
  void data(bool from_client, Bytes bytes, Moment moment) override;
  void gap(bool from_client, std::uint64_t bytes, Moment moment) override;
  void end() override;
  [[nodiscard]] bool done() const override { return told_; }

 private:
  struct Side {
    std::string records, messages;
    bool over = false;  // encrypted from here on, or lost
  };
  void records(bool from_client, Side& side, Moment moment);
  void messages(bool from_client, Side& side, Moment moment);
  // The whole messages of a record that is not there to its end.
  void rest(bool from_client, Moment moment);
  void tell();
  std::array<Side, 2> sides_;
  TlsHandshake handshake_;
  Moment last_;
  bool told_ = false;
};

}  // namespace firsthour::triage::network
