// SPDX-License-Identifier: Apache-2.0
// Reads a capture and keeps what observers are told, for tests.
#pragma once

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/network/analysis.h"

#include <gtest/gtest.h>

namespace firsthour::triage::network {

class Seen final : public Observer {
 public:
  struct Ended {
    Endpoint client, server;
    std::string service, state;
    std::uint64_t client_payload, server_payload;
  };
  std::vector<Ended> flows;
  std::vector<DnsMessage> dns_messages;
  std::vector<HttpExchange> exchanges;
  std::vector<TlsHandshake> handshakes;
  std::vector<Login> logins;
  std::vector<SeenFile> files;
  std::vector<Note> notes;
  std::vector<MessengerMessage> messages;
  std::vector<DeviceAnswer> devices;

  void flow(const Flow& f) override {
    flows.push_back({f.client, f.server, std::string{f.service}, std::string{f.tcp_state()},
                     f.from_client.payload_bytes, f.from_server.payload_bytes});
  }
  void dns(const Flow&, const DnsMessage& m) override { dns_messages.push_back(m); }
  void http(const Flow&, const HttpExchange& e) override { exchanges.push_back(e); }
  void tls(const Flow&, const TlsHandshake& h) override { handshakes.push_back(h); }
  void login(const Flow&, const Login& l) override { logins.push_back(l); }
  void file(const Flow&, const SeenFile& f) override { files.push_back(f); }
  void note(const Flow&, const Note& n) override { notes.push_back(n); }
  void messenger(const Flow&, const MessengerMessage& m) override { messages.push_back(m); }
  void device(const Flow&, const DeviceAnswer& d) override { devices.push_back(d); }

  void read(const std::string& file) {
    TrafficAnalysis analysis{{}, {this}};
    MemorySource source{as_bytes(file)};
    const auto outcome = analysis.read(source, "made.pcap");
    EXPECT_TRUE(outcome) << (outcome ? "" : outcome.error().what);
    analysis.finish();
  }
  void read(const MadeCapture& made) { read(made.pcap()); }
};

}  // namespace firsthour::triage::network
