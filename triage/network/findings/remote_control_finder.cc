// SPDX-License-Identifier: Apache-2.0
// Remote-control tools and tunnels that a constant names, from a table (data/constants.csv).
#include "casefile/encoding.h"
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <map>

namespace firsthour::triage::network {

namespace {

class RemoteControlFinder final : public Finder {
 public:
  explicit RemoteControlFinder(std::vector<WireConstant> constants) : constants_{std::move(constants)} {}

  void dns(const Flow& f, const DnsMessage& m) override {
    if (!m.response) domain(f, m.question, "DNS", m.moment.packet);
  }
  void tls(const Flow& f, const TlsHandshake& h) override {
    domain(f, h.server_name, "TLS", h.client.packet);
    for (const TlsCertificate& c : h.certificates) {
      for (const WireConstant& k : constants_)
        if (k.kind == "certificate" && c.subject.find(k.value) != std::string::npos)
          seen(f, k, "certificate " + c.subject, h.server.packet);
    }
  }
  void http(const Flow& f, const HttpExchange& e) override {
    if (e.rtsp || !e.request) return;
    std::string_view host = e.request->header("host");
    domain(f, host.substr(0, host.find(':')), "HTTP", e.request->first.packet);
    for (const WireConstant& k : constants_) {
      const std::size_t colon = k.value.find(':');
      if (k.kind != "header" || colon == std::string::npos) continue;
      const std::string_view value = e.request->header(k.value.substr(0, colon));
      if (!value.empty() && begins_with_word(value, trimmed(std::string_view{k.value}.substr(colon + 1))))
        seen(f, k, k.value, e.request->first.packet);
    }
  }
  void unknown_stream(const Flow& f, bool from_client, Bytes bytes, Moment moment) override {
    if (!from_client || f.protocol != kTcp) return;
    const std::string_view text = text_of(bytes).substr(0, 1024);
    for (const WireConstant& k : constants_) {
      if (k.kind == "stream-text" && text.find(k.value) != std::string_view::npos)
        seen(f, k, "the stream's first bytes", moment.packet);
      if (k.kind == "stream" && !k.bytes.empty() && text.starts_with(k.bytes))
        seen(f, k, "the stream's first bytes", moment.packet);
    }
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (const auto& [key, s] : seen_) {
      out.push_back(network_finding(
          "network.remote-control", s.identified, s.identified ? Severity::medium : Severity::low,
          {"remote control or tunnel: " + key.second, "远程控制或隧道工具：" + key.second,
           s.what + ", " + std::to_string(s.times) + " times",
           s.what + "，" + std::to_string(s.times) + " 次"},
          key.first, s.record, s.packets, {"T1219"}));
    }
    return out;
  }

  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    most_.tell(out);
    return out;
  }

 private:
  struct Sight {
    bool identified = false;
    std::string what, record;
    std::uint64_t times = 0;
    std::vector<std::uint64_t> packets;
  };

  void domain(const Flow& f, std::string_view name, const char* where, std::uint64_t packet) {
    if (name.empty()) return;
    const std::string low = lower(name);
    for (const WireConstant& k : constants_) {
      if (k.kind != "domain" || !low.ends_with(k.value)) continue;
      if (low.size() > k.value.size() && low[low.size() - k.value.size() - 1] != '.') continue;
      seen(f, k, std::string{where} + " " + low, packet);
    }
  }

  void seen(const Flow& f, const WireConstant& k, std::string what, std::uint64_t packet) {
    const auto key = std::pair{f.client.address.text(), k.tool};
    Sight* kept = most_.entry(seen_, key);
    if (!kept) return;
    Sight& s = *kept;
    if (s.times++ == 0 || (k.identified && !s.identified))
      s.what = std::move(what), s.record = flow_reference(f);
    s.identified |= k.identified;
    if (s.packets.size() < 50) s.packets.push_back(packet);
  }

  std::vector<WireConstant> constants_;
  std::map<std::pair<std::string, std::string>, Sight> seen_;
  Ceiling most_{5'000, "remote control: sights, by client and tool"};
};

}  // namespace

std::unique_ptr<Finder> remote_control_finder(std::vector<WireConstant> constants) {
  return std::make_unique<RemoteControlFinder>(std::move(constants));
}

}  // namespace firsthour::triage::network
