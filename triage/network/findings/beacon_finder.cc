// SPDX-License-Identifier: Apache-2.0
// Beacons: contacts of one client with one server at regular intervals and of like sizes. Intervals in
// nanoseconds, so that a capture of minutes says something; connections, requests inside one kept connection,
// and datagram exchanges are all contacts. A series that is too short for a judgement is told, not judged.
// Known constants of a tool identify it.
#include "triage/network/dissect/text.h"
#include "triage/network/elapsed.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/findings/regularity.h"
#include "triage/network/records.h"

#include <algorithm>
#include <map>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostContacts = 4'000;            // of one pair
constexpr std::size_t kMostInAll = 2'000'000;           // contacts, of 24 bytes
constexpr std::size_t kFewest = 12;                     // contacts
constexpr std::int64_t kShortestSpan = 30'000'000'000;  // 30 s
constexpr std::int64_t kShortestInterval = 50'000'000;  // under 50 ms it is one transfer, no rhythm
constexpr double kEnough = 0.85;

struct Contact {
  std::int64_t time;
  std::uint64_t size, packet;
};

struct Series {
  std::vector<Contact> contacts;
  std::string what, record;
  std::uint64_t beyond = 0;
};

// Protocols whose business is regular: time, names, addresses, discovery, presence.
bool regular_by_nature(const Flow& flow) {
  if (flow.server.address.is_group() || flow.service == "feiq" || flow.service == "neiwangtong" ||
      flow.service == "ipmsg")
    return true;
  if (flow.protocol != kUdp) return false;
  for (const int port :
       {53, 67, 68, 123, 137, 138, 161, 162, 514, 546, 547, 1900, 3702, 5353, 5355, 9011, 9012, 37020, 37810})
    if (flow.server.port == port || flow.client.port == port) return true;
  return false;
}

class BeaconFinder final : public Finder {
 public:
  void flow(const Flow& f) override {
    if (regular_by_nature(f) || f.service == "http" || f.service == "http2") return;
    // A refused or unanswered connection is a failure that repeats, no beacon.
    if (f.protocol == kTcp && (f.from_server.payload_bytes == 0 || f.from_client.payload_bytes == 0)) return;
    if (f.protocol != kTcp && f.protocol != kUdp) return;
    // Guessing passwords is regular too, and has a finding of its own.
    for (const std::string_view logins : {"ftp", "ftp-data", "smtp", "pop3", "imap", "telnet"})
      if (f.service == logins) return;
    add(f, {f.client.address.text(), endpoint_text(f.server), ""},
        {f.first.time, f.from_client.payload_bytes, f.first.packet}, std::string{f.service});
  }

  void http(const Flow& f, const HttpExchange& e) override {
    if (e.rtsp || !e.request) return;
    const std::string_view target =
        std::string_view{e.request->target}.substr(0, e.request->target.find('?'));
    add(f, {f.client.address.text(), endpoint_text(f.server), std::string{target.substr(0, 200)}},
        {e.request->first.time, e.request->body.length + e.request->target.size(), e.request->first.packet},
        "http");
    take_cobalt_strike(f, e);
  }

  void tls(const Flow& f, const TlsHandshake& h) override {
    // Both together; the client's alone is that of Windows itself.
    if (h.ja3 == "72a589da586844d7f0818ce684948eea" && h.ja3s == "f176ba63b4d68e576b5ba345bec2c7b7") {
      strike(f, "JA3 and JA3S as seen with Cobalt Strike", h.client.packet);
    }
  }

  std::vector<NetworkFinding> findings() override;
  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    if (too_short_)
      out.push_back("beacons: " + std::to_string(too_short_) +
                    " series of contacts were not judged: span too short (under " +
                    std::to_string(kShortestSpan / 1'000'000'000) + " s)");
    for (const Ceiling* most : {&most_series_, &most_contacts_, &most_strikes_}) most->tell(out);
    return out;
  }

 private:
  using Key = std::array<std::string, 3>;
  struct Strike {
    std::string record;
    std::vector<std::uint64_t> packets;
  };

  void add(const Flow& flow, Key key, Contact contact, std::string what) {
    Series* kept = most_series_.entry(series_, key);
    if (!kept) return;
    Series& s = *kept;
    if (s.record.empty()) s.record = flow_reference(flow);
    if (s.what.empty()) s.what = std::move(what);
    if (s.contacts.size() < kMostContacts && most_contacts_.admits(contacts_)) {
      s.contacts.push_back(contact);
      ++contacts_;
    } else {
      ++s.beyond;
    }
  }

  // The stager: four letters and digits whose sum, modulo 256, is 92 (x86) or 93 (x64). [captures: 93]
  void take_cobalt_strike(const Flow& f, const HttpExchange& e) {
    const std::string_view target = e.request->target;
    const bool submit = e.request->method == "POST" && target.starts_with("/submit.php?id=") &&
                        target.substr(15).find_first_not_of("0123456789") == std::string_view::npos &&
                        target.size() > 15;
    if (submit) strike(f, "POST /submit.php?id=NUMBER", e.request->first.packet);
    if (target.size() != 5 || e.request->method != "GET" || !e.response || e.response->status != 200 ||
        e.response->body.length < 100'000)
      return;
    unsigned sum = 0;
    for (const char c : target.substr(1)) sum += static_cast<unsigned char>(c);
    if (sum % 256 != 92 && sum % 256 != 93) return;
    strike(f, "GET " + std::string{target} + ": a stager's checksum, and a large answer",
           e.request->first.packet);
  }

  void strike(const Flow& f, std::string what, std::uint64_t packet) {
    Key key{f.client.address.text(), endpoint_text(f.server), std::move(what)};
    Strike* kept = most_strikes_.entry(strikes_, key);
    if (!kept) return;
    Strike& s = *kept;
    if (s.packets.empty()) s.record = flow_reference(f);
    if (s.packets.size() < 50) s.packets.push_back(packet);
  }

  void judge(const Key& key, Series& s, std::vector<NetworkFinding>& out);

  std::map<Key, Series> series_;
  std::map<Key, Strike> strikes_;
  std::size_t contacts_ = 0;
  std::uint64_t too_short_ = 0;
  Ceiling most_series_{50'000, "beacons: contacts, by client and server"};
  Ceiling most_contacts_{kMostInAll, "beacons: contacts"};
  Ceiling most_strikes_{1'000, "Cobalt Strike: requests, by client, server and sign"};
};

std::string duration(std::int64_t nanoseconds) {
  const std::int64_t ms = nanoseconds / 1'000'000;
  if (ms < 10'000) return std::to_string(ms) + " ms";
  return std::to_string(ms / 1000) + " s";
}

std::string percent(double share) { return std::to_string(static_cast<int>(share * 100)) + " %"; }

void BeaconFinder::judge(const Key& key, Series& s, std::vector<NetworkFinding>& out) {
  if (s.contacts.size() < kFewest) return;
  std::sort(s.contacts.begin(), s.contacts.end(),
            [](const Contact& a, const Contact& b) { return a.time < b.time; });
  const std::int64_t span = elapsed(s.contacts.front().time, s.contacts.back().time);
  if (span < kShortestSpan) {
    ++too_short_;
    return;
  }
  std::vector<std::int64_t> intervals, sizes, times;
  for (std::size_t i = 0; i < s.contacts.size(); ++i) {
    if (i > 0 && s.contacts[i].time > s.contacts[i - 1].time)
      intervals.push_back(elapsed(s.contacts[i - 1].time, s.contacts[i].time));
    sizes.push_back(static_cast<std::int64_t>(s.contacts[i].size) + 1);
    times.push_back(s.contacts[i].time);
  }
  if (intervals.size() < kFewest - 1) return;
  const Regularity rhythm = regularity(intervals), size = regularity(sizes);
  const double covered =
      coverage(times, static_cast<unsigned>(std::min<std::size_t>(24, s.contacts.size() / 2)));
  const double score = (rhythm.score * 2 + size.score + covered) / 4;
  if (rhythm.median < kShortestInterval || score < kEnough || rhythm.score < kEnough) return;
  std::vector<std::uint64_t> packets;
  for (std::size_t i = 0; i < s.contacts.size() && i < 50; ++i) packets.push_back(s.contacts[i].packet);
  const std::string facts = std::to_string(s.contacts.size() + s.beyond) + " contacts in " + duration(span) +
                            ", every " + duration(rhythm.median) + " (deviation " +
                            duration(rhythm.deviation) + "), sizes alike " + percent(size.score) +
                            ", score " + percent(score) + (s.what.empty() ? "" : ", " + s.what) +
                            (key[2].empty() ? "" : " " + key[2]);
  const std::string facts_zh = duration(span) + " 内联系 " + std::to_string(s.contacts.size() + s.beyond) +
                               " 次，间隔中位数 " + duration(rhythm.median) + "（偏差 " +
                               duration(rhythm.deviation) + "），大小相似度 " + percent(size.score) +
                               "，得分 " + percent(score) + (s.what.empty() ? "" : "，" + s.what) +
                               (key[2].empty() ? "" : " " + key[2]);
  out.push_back(network_finding("network.beacon", false, Severity::medium,
                                {"beacon: contacts at regular intervals", "信标：定时回连", facts, facts_zh},
                                key[0] + " -> " + key[1], s.record, packets, {"T1071", "T1029"}));
}

std::vector<NetworkFinding> BeaconFinder::findings() {
  std::vector<NetworkFinding> out;
  for (auto& [key, series] : series_) judge(key, series, out);
  for (const auto& [key, strike] : strikes_) {
    const bool submit = key[2].starts_with("POST");
    out.push_back(network_finding(
        "network.c2.cobalt-strike", false, Severity::high,
        {"Cobalt Strike", "Cobalt Strike 远控", key[2] + (submit ? "; the default profile" : ""), key[2]},
        key[0] + " -> " + key[1], strike.record, strike.packets, {"S0154", "T1071.001"}));
  }
  return out;
}

}  // namespace

std::unique_ptr<Finder> beacon_finder() { return std::make_unique<BeaconFinder>(); }

}  // namespace firsthour::triage::network
