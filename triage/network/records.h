// SPDX-License-Identifier: Apache-2.0
// What was observed, as JSON Lines: one flat object each, ECS names where ECS has one. Passwords are masked
// unless asked.
#pragma once

#include "triage/network/analysis.h"
#include "triage/network/observation.h"

#include <functional>
#include <string>

namespace firsthour::triage::network {

class Records final : public Observer {
 public:
  struct Options {
    bool show_passwords = false;
  };
  using Sink = std::function<void(const std::string& line)>;  // with its newline
  Records(Options options, Sink sink) : options_{options}, sink_{std::move(sink)} {}
  void flow(const Flow& flow) override;
  void dns(const Flow& flow, const DnsMessage& message) override;
  void http(const Flow& flow, const HttpExchange& exchange) override;
  void tls(const Flow& flow, const TlsHandshake& handshake) override;
  void login(const Flow& flow, const Login& login) override;
  void file(const Flow& flow, const SeenFile& file) override;
  void note(const Flow& flow, const Note& note) override;
  void messenger(const Flow& flow, const MessengerMessage& message) override;
  void device(const Flow& flow, const DeviceAnswer& answer) override;

 private:
  Options options_;
  Sink sink_;
};

// One "network.capture" object a file: format, counts, interfaces, losses with their places.
[[nodiscard]] std::string capture_record(const ReadCapture& capture);
// The flow that a finding stands on: both ends, transport, Community ID and when it began; one line.
[[nodiscard]] std::string flow_reference(const Flow& flow);
// Requests carry secrets in their targets too: user:password@ and token parameters are masked.
[[nodiscard]] std::string masked_target(std::string_view target);

}  // namespace firsthour::triage::network
