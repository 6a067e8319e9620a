// SPDX-License-Identifier: Apache-2.0
// Addresses, names, URLs, fingerprints and digests of what was carried, looked up in lists of indicators.
#include "casefile/digest.h"
#include "triage/indicators/indicator_set.h"
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <map>
#include <set>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostAddresses = 200'000;

class IndicatorFinder final : public Finder {
 public:
  explicit IndicatorFinder(std::shared_ptr<const IndicatorSet> set) : set_{std::move(set)} {
    for (const Algorithm algorithm : set_->digests_wanted())
      if (algorithm != Algorithm::sha256) others_.push_back(algorithm);
    if (!others_.empty()) room_ = std::make_shared<ContentRoom>();
  }
  // SHA-256 is known of everything; for the others the bytes are needed.
  std::shared_ptr<ContentRoom> content_room() override { return room_; }

  void flow(const Flow& f) override {
    for (const Endpoint* end : {&f.client, &f.server}) {
      // Most addresses come again and stand on no list.
      if (clean_.contains(end->address)) continue;
      const std::string text = end->address.text();
      if (!look(f, IndicatorKind::address, text, "address", f.first.packet) && clean_.size() < kMostAddresses)
        clean_.insert(end->address);
    }
  }
  void dns(const Flow& f, const DnsMessage& m) override {
    look(f, IndicatorKind::domain, m.question, "DNS", m.moment.packet);
    for (const DnsAnswer& answer : m.answers) {
      const bool address = answer.type == "A" || answer.type == "AAAA";
      look(f, address ? IndicatorKind::address : IndicatorKind::domain, answer.text, "DNS", m.moment.packet);
    }
  }
  void tls(const Flow& f, const TlsHandshake& h) override {
    look(f, IndicatorKind::domain, h.server_name, "TLS server name", h.client.packet);
    look(f, IndicatorKind::ja3, h.ja3, "JA3", h.client.packet);
    look(f, IndicatorKind::ja3, h.ja3s, "JA3S", h.server.packet);
    look(f, IndicatorKind::ja3, h.ja4, "JA4", h.client.packet);
    for (const TlsCertificate& c : h.certificates)
      look(f, IndicatorKind::digest, c.sha256, "certificate", h.server.packet);
  }
  void http(const Flow& f, const HttpExchange& e) override {
    if (e.request && !e.rtsp) take_request(f, *e.request);
    for (const auto& side : {&e.request, &e.response}) {
      if (!*side || !(*side)->body.complete) continue;
      look(f, IndicatorKind::digest, (*side)->body.sha256, "HTTP body", (*side)->first.packet);
      look(f, IndicatorKind::digest, (*side)->body.decoded_sha256, "HTTP body", (*side)->first.packet);
      look_at_content(f, (*side)->body.content, (*side)->body.length, "HTTP body", (*side)->first.packet);
    }
  }
  void file(const Flow& f, const SeenFile& file) override {
    if (!file.complete) return;
    look(f, IndicatorKind::digest, file.sha256, "file", file.first.packet);
    if (file.protocol != "http") look_at_content(f, file.content, file.length, "file", file.first.packet);
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (auto& [key, s] : sights_) {
      const std::string facts = "; " + s.where + ", " + std::to_string(s.times) + " times";
      const std::string facts_zh = "；" + s.where + "，" + std::to_string(s.times) + " 次";
      NetworkFinding found =
          network_finding(key.first, true, s.hit.severity,
                          {s.hit.title, s.hit.title_zh, s.hit.why + facts, s.hit.why_zh + facts_zh},
                          key.second, s.record, s.packets, s.hit.attack);
      found.finding.detector = s.hit.detector;
      out.push_back(std::move(found));
    }
    return out;
  }
  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    if (unkept_ > 0)
      out.push_back("indicators: of " + std::to_string(unkept_) +
                    " bodies over 256 MiB, or too many at one time, only SHA-256 is known");
    most_sights_.tell(out);
    return out;
  }

 private:
  struct Sight {
    Hit hit;
    std::string where, record;
    std::uint64_t times = 0;
    std::vector<std::uint64_t> packets;
  };

  void take_request(const Flow& f, const HttpMessage& request) {
    const std::string host = lower(request.header("host"));
    look(f, IndicatorKind::domain, std::string_view{host}.substr(0, host.find(':')), "HTTP host",
         request.first.packet);
    look(f, IndicatorKind::user_agent, request.header("user-agent"), "User-Agent", request.first.packet);
    const std::string url =
        request.target.starts_with("http://")
            ? request.target
            : "http://" + (host.empty() ? endpoint_text(f.server) : host) + request.target;
    look(f, IndicatorKind::url, url, "URL", request.first.packet);
  }

  void look_at_content(const Flow& f, const Content& content, std::uint64_t length, const char* where,
                       std::uint64_t packet) {
    if (others_.empty() || length == 0) return;
    if (!content) {
      ++unkept_;
      return;
    }
    for (const Algorithm algorithm : others_) {
      Hasher hasher{algorithm};
      hasher.update(*content);
      look(f, IndicatorKind::digest, hasher.finish_hex(), where, packet);
    }
  }

  bool look(const Flow& f, IndicatorKind kind, std::string_view value, const char* where,
            std::uint64_t packet) {
    if (value.empty()) return false;
    const std::vector<Hit> hits = set_->of_value(kind, value);
    for (const Hit& hit : hits) {
      Sight* kept = most_sights_.entry(sights_, {hit.rule, between_text(f)});
      if (!kept) continue;
      Sight& s = *kept;
      if (s.times++ == 0) s.hit = hit, s.where = where, s.record = flow_reference(f);
      if (s.packets.size() < 50 && (s.packets.empty() || s.packets.back() != packet))
        s.packets.push_back(packet);
    }
    return !hits.empty();
  }

  std::shared_ptr<const IndicatorSet> set_;
  std::map<std::pair<std::string, std::string>, Sight> sights_;  // by indicator and ends
  std::set<IpAddress> clean_;
  std::vector<Algorithm> others_;
  std::shared_ptr<ContentRoom> room_;
  std::uint64_t unkept_ = 0;
  Ceiling most_sights_{10'000, "indicators: sights, by indicator and ends"};
};

}  // namespace

std::unique_ptr<Finder> indicator_finder(std::shared_ptr<const IndicatorSet> set) {
  return std::make_unique<IndicatorFinder>(std::move(set));
}

}  // namespace firsthour::triage::network
