// SPDX-License-Identifier: Apache-2.0
#include "triage/network/finders.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kShownPackets = 50;
}

std::string endpoint_text(const Endpoint& e) {
  const std::string address = e.address.text();
  return (e.address.v6 ? "[" + address + "]" : address) + ":" + std::to_string(e.port);
}

std::string between_text(const Flow& flow) {
  return flow.client.address.text() + " -> " + endpoint_text(flow.server);
}

NetworkFinding network_finding(std::string rule, bool identified, Severity severity, Said said,
                               std::string path, std::string record, std::vector<std::uint64_t> packets,
                               std::vector<std::string> attack) {
  if (packets.size() > kShownPackets) packets.resize(kShownPackets);
  NetworkFinding out;
  out.identified = identified;
  Finding& f = out.finding;
  f.detector = "network";
  f.rule = std::move(rule);
  // The level is part of the title, so that no report can lose it.
  f.title = (identified ? "" : "Looks like: ") + said.title;
  f.title_zh = (identified ? "" : "疑似：") + said.title_zh;
  f.severity = severity;
  f.path = std::move(path);
  f.record = std::move(record);
  f.why = std::move(said.why);
  f.why_zh = std::move(said.why_zh);
  f.attack = std::move(attack);
  for (const std::uint64_t packet : packets) f.matches.push_back({"packet " + std::to_string(packet), 0, 0});
  f.id = finding_id(f);
  out.packets = std::move(packets);
  return out;
}

}  // namespace firsthour::triage::network
