// SPDX-License-Identifier: Apache-2.0
#include "triage/network/traffic_tally.h"

#include "triage/network/finders.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kBusiest = 10, kMostPairs = 100'000;
}

TrafficTally::TrafficTally(TrafficReport& into) : into_{into} {
  // Nothing seen is an answer too.
  for (const char* name : {"flows", "dns", "http", "rtsp", "tls", "logins", "files", "messenger"})
    into_.totals[name] = 0;
}

void TrafficTally::flow(const Flow& f) {
  ++into_.totals["flows"];
  ++into_.services[f.service.empty() ? "unknown" : std::string{f.service}];
  const std::uint64_t bytes = f.from_client.ip_bytes + f.from_server.ip_bytes;
  const std::string server =
      f.protocol == kIcmp || f.protocol == kIcmp6 ? f.server.address.text() : endpoint_text(f.server);
  const auto key = std::pair{f.client.address.text(), server};
  // Beyond that many pairs only those that are known go on being counted: a scan is not the busiest pair.
  if (pairs_.size() >= kMostPairs && !pairs_.contains(key)) return;
  TrafficPeer& peer = pairs_[key];
  peer.client = key.first;
  peer.server = key.second;
  if (!f.service.empty()) peer.service = f.service;
  peer.bytes += bytes;
  ++peer.flows;
}

void TrafficTally::finish() {
  for (auto& [key, peer] : pairs_) into_.busiest.push_back(std::move(peer));
  std::sort(into_.busiest.begin(), into_.busiest.end(), [](const TrafficPeer& a, const TrafficPeer& b) {
    return std::tie(b.bytes, a.client, a.server) < std::tie(a.bytes, b.client, b.server);
  });
  if (into_.busiest.size() > kBusiest) into_.busiest.resize(kBusiest);
}

}  // namespace firsthour::triage::network
