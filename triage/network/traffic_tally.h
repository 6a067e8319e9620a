// SPDX-License-Identifier: Apache-2.0
// Counts what the summary of a reading names: protocols, and the busiest pairs.
#pragma once

#include "triage/network/observation.h"
#include "triage/traffic.h"

#include <map>

namespace firsthour::triage::network {

class TrafficTally final : public Observer {
 public:
  // `into` must outlive it.
  explicit TrafficTally(TrafficReport& into);
  void flow(const Flow& f) override;
  void dns(const Flow&, const DnsMessage&) override { ++into_.totals["dns"]; }
  void http(const Flow&, const HttpExchange& e) override { ++into_.totals[e.rtsp ? "rtsp" : "http"]; }
  void tls(const Flow&, const TlsHandshake&) override { ++into_.totals["tls"]; }
  void login(const Flow&, const Login&) override { ++into_.totals["logins"]; }
  void file(const Flow&, const SeenFile&) override { ++into_.totals["files"]; }
  void messenger(const Flow&, const MessengerMessage&) override { ++into_.totals["messenger"]; }
  // Once, when all flows ended.
  void finish();

 private:
  TrafficReport& into_;
  std::map<std::pair<std::string, std::string>, TrafficPeer> pairs_;
};

}  // namespace firsthour::triage::network
