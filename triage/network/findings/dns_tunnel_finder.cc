// SPDX-License-Identifier: Apache-2.0
// Tunnels in DNS: many distinct, long and random-looking names under one domain, asked by one client. Steps
// of distinct names as RITA has them (100, 500, 1,000).
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/records.h"

#include <array>
#include <cmath>
#include <map>
#include <unordered_set>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kMostNames = 2'000;  // of one domain
constexpr std::size_t kMostNamesInAll = 1'000'000;
constexpr std::size_t kFewestNames = 100;

struct Domain {
  std::unordered_set<std::size_t> names;  // their hashes
  std::uint64_t queries = 0, characters = 0, carriers = 0, answer_bytes = 0;
  std::array<std::uint64_t, 256> letters{};
  std::vector<std::uint64_t> packets;
  std::string record;
};

// The registered domain, as far as it can be told without a list: two labels, three below a short second one
// (co.uk, com.cn).
std::pair<std::string, std::string> parted(const std::string& name) {
  std::vector<std::size_t> dots;
  for (std::size_t i = 0; i < name.size(); ++i)
    if (name[i] == '.' && (i == 0 || name[i - 1] != '\\')) dots.push_back(i);
  if (dots.size() < 2) return {"", name};
  std::size_t cut = dots[dots.size() - 2];
  const std::size_t second = dots.back() - cut - 1;
  if (second <= 3 && name.size() - dots.back() <= 3) {
    if (dots.size() < 3) return {"", name};
    cut = dots[dots.size() - 3];
  }
  return {name.substr(0, cut), name.substr(cut + 1)};
}

double entropy(const std::array<std::uint64_t, 256>& letters, std::uint64_t all) {
  double bits = 0;
  for (const std::uint64_t n : letters) {
    if (n == 0) continue;
    const double share = static_cast<double>(n) / static_cast<double>(all);
    bits -= share * std::log2(share);
  }
  return bits;
}

class DnsTunnelFinder final : public Finder {
 public:
  void dns(const Flow& flow, const DnsMessage& m) override {
    if (m.question.empty() || (flow.server.port != 53 && flow.client.port != 53)) return;
    const auto [below, domain] = parted(lower(m.question));
    if (below.empty() || domain.ends_with("in-addr.arpa") || domain.ends_with("ip6.arpa") ||
        domain.ends_with(".arpa"))
      return;
    const auto key = std::pair{flow.client.address.text(), domain};
    Domain* kept = most_domains_.entry(domains_, key);
    if (!kept) return;
    Domain& d = *kept;
    if (m.response) {
      d.answer_bytes += m.size;
      return;
    }
    if (d.queries++ == 0) d.record = flow_reference(flow);
    d.carriers +=
        m.type == "TXT" || m.type == "NULL" || m.type == "CNAME" || m.type == "MX" || m.type == "KEY";
    const std::size_t name = std::hash<std::string>{}(below);
    if (d.names.size() < kMostNames && !d.names.contains(name) && most_names_.admits(names_)) {
      d.names.insert(name);
      ++names_;
      d.characters += below.size();
      for (const char c : below) ++d.letters[static_cast<unsigned char>(c)];
      if (d.packets.size() < 50) d.packets.push_back(m.moment.packet);
    }
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (const auto& [key, d] : domains_) {
      if (d.names.size() < kFewestNames) continue;
      const double length = static_cast<double>(d.characters) / static_cast<double>(d.names.size());
      const double bits = entropy(d.letters, d.characters);
      // Names of a content network are many but short and made of words.
      if (length < 24 || bits < 3.5) continue;
      const bool strong = d.names.size() >= 500 || d.carriers * 2 > d.queries;
      const std::string facts = std::to_string(d.names.size()) +
                                (d.names.size() == kMostNames ? " or more" : "") + " distinct names in " +
                                std::to_string(d.queries) + " queries, " +
                                std::to_string(static_cast<int>(length)) + " characters on average, " +
                                std::to_string(bits).substr(0, 3) + " bits a character, " +
                                std::to_string(d.carriers) + " of types that carry data";
      const std::string facts_zh =
          std::to_string(d.queries) + " 次查询中不同名称 " + std::to_string(d.names.size()) +
          " 个，平均长度 " + std::to_string(static_cast<int>(length)) + "，每字符熵 " +
          std::to_string(bits).substr(0, 3) + " 比特，数据类记录查询 " + std::to_string(d.carriers) + " 次";
      out.push_back(network_finding("network.dns-tunnel", false, strong ? Severity::high : Severity::medium,
                                    {"tunnel in DNS", "DNS 隧道", facts, facts_zh},
                                    key.first + " -> " + key.second, d.record, d.packets,
                                    {"T1071.004", "T1572"}));
    }
    return out;
  }
  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    most_domains_.tell(out);
    most_names_.tell(out);
    return out;
  }

 private:
  std::map<std::pair<std::string, std::string>, Domain> domains_;
  std::size_t names_ = 0;  // of all domains
  Ceiling most_domains_{20'000, "DNS tunnels: messages, by client and domain"};
  Ceiling most_names_{kMostNamesInAll, "DNS tunnels: names"};
};

}  // namespace

std::unique_ptr<Finder> dns_tunnel_finder() { return std::make_unique<DnsTunnelFinder>(); }

}  // namespace firsthour::triage::network
