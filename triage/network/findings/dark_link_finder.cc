// SPDX-License-Identifier: Apache-2.0
// Dark links: hidden parts of pages that link elsewhere; and pages that answer search engines differently.
// Hiding alone is no finding, ordinary pages do it: links to several other sites or words of the list have to
// be there too.
#include "casefile/encoding.h"
#include "triage/network/dissect/messenger.h"
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/findings/hidden_links.h"
#include "triage/network/records.h"

#include <algorithm>
#include <array>
#include <map>

namespace firsthour::triage::network {

namespace {

constexpr std::size_t kFewestDomains = 3;

bool for_search_engines(const HttpMessage& request) {
  constexpr std::array<std::string_view, 9> kRobots{"baiduspider", "googlebot",  "bingbot",
                                                    "sogou",       "360spider",  "haosouspider",
                                                    "yisouspider", "bytespider", "slurp"};
  constexpr std::array<std::string_view, 6> kEngines{"baidu.com", "google.",  "so.com",
                                                     "sogou.com", "bing.com", "sm.cn"};
  const std::string agent = lower(request.header("user-agent")), referer = lower(request.header("referer"));
  return std::any_of(kRobots.begin(), kRobots.end(),
                     [&](auto r) { return agent.find(r) != std::string::npos; }) ||
         std::any_of(kEngines.begin(), kEngines.end(),
                     [&](auto e) { return referer.find(e) != std::string::npos; });
}

std::string joined(const std::set<std::string>& all) {
  std::string out;
  std::size_t n = 0;
  for (const std::string& one : all) {
    if (n++ == 5) return out + ", …";
    out += (out.empty() ? "" : ", ") + one;
  }
  return out;
}

struct Version {
  bool there = false;
  std::set<std::string> domains, words;
  std::uint64_t packet = 0;
  std::string redirect, record;
};

class DarkLinkFinder final : public Finder {
 public:
  explicit DarkLinkFinder(std::vector<std::string> words) : words_{std::move(words)} {}

  void http(const Flow& flow, const HttpExchange& e) override {
    if (e.rtsp || !e.request || !e.response || e.request->method != "GET") return;
    const HttpMessage& answer = *e.response;
    const std::string host =
        lower(e.request->header("host").empty() ? flow.server.address.text()
                                                : std::string{e.request->header("host")});
    const std::string url = host + e.request->target.substr(0, 300);
    const bool html = lower(answer.header("content-type")).find("html") != std::string::npos;
    Version version;
    version.there = true;
    version.packet = answer.first.packet;
    if (answer.status / 100 == 3) {
      for (const std::string& d : outside_domains("href=" + lower(answer.header("location")), host))
        version.redirect = d;
    } else if (answer.status != 200 || !html) {
      return;
    }
    if (html) {
      const std::string page =
          lower(is_utf8(answer.body.head) ? answer.body.head : from_gbk(answer.body.head));
      take_blocks(page, host, url, flow, version.packet);
      version.domains = outside_domains(page, host);
      version.words = words_in(page);
    }
    auto* versions = most_versions_.entry(versions_, url);
    if (!versions) return;
    Version& kept = (*versions)[for_search_engines(*e.request)];
    if (kept.there) return;
    kept = std::move(version);
    kept.record = flow_reference(flow);
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (auto& [url, f] : hidden_) out.push_back(std::move(f));
    for (const auto& [url, both] : versions_) judge(url, both[0], both[1], out);
    return out;
  }

  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    most_hidden_.tell(out);
    most_versions_.tell(out);
    return out;
  }

 private:
  std::set<std::string> words_in(std::string_view page) const {
    std::set<std::string> out;
    for (const std::string& word : words_)
      if (page.find(word) != std::string_view::npos) out.insert(word);
    return out;
  }

  void take_blocks(std::string_view page, const std::string& host, const std::string& url, const Flow& flow,
                   std::uint64_t packet) {
    if (hidden_.contains(url)) return;
    std::set<std::string> domains;
    std::string how;
    for (const HiddenBlock& block : hidden_blocks(page, host)) {
      domains.insert(block.domains.begin(), block.domains.end());
      how = block.how;
    }
    const std::set<std::string> words = domains.empty() ? std::set<std::string>{} : words_in(page);
    if (domains.size() < kFewestDomains && (domains.empty() || words.empty())) return;
    if (!most_hidden_.admits(hidden_.size())) return;
    const bool identified = domains.size() >= kFewestDomains && !words.empty();
    hidden_.emplace(
        url, network_finding(
                 "network.page.hidden-links", identified, identified ? Severity::high : Severity::medium,
                 {"hidden links in a page", "网页暗链",
                  how + "; links to " + std::to_string(domains.size()) + " other sites: " + joined(domains) +
                      (words.empty() ? "" : "; words: " + joined(words)),
                  how + "；指向其他站点 " + std::to_string(domains.size()) + " 个：" + joined(domains) +
                      (words.empty() ? "" : "；命中词：" + joined(words))},
                 url, flow_reference(flow), {packet}, {"T1491.002"}));
  }

  static void judge(const std::string& url, const Version& people, const Version& engines,
                    std::vector<NetworkFinding>& out) {
    if (!people.there || !engines.there) return;
    std::set<std::string> domains, words;
    std::set_difference(engines.domains.begin(), engines.domains.end(), people.domains.begin(),
                        people.domains.end(), std::inserter(domains, domains.end()));
    std::set_difference(engines.words.begin(), engines.words.end(), people.words.begin(), people.words.end(),
                        std::inserter(words, words.end()));
    const bool redirected = !engines.redirect.empty() && engines.redirect != people.redirect;
    if (!redirected && domains.size() < kFewestDomains && words.empty()) return;
    const std::string facts = redirected ? "visitors from search engines are sent to " + engines.redirect
                                         : "only search engines see: " + joined(domains) +
                                               (words.empty() ? "" : "; words: " + joined(words));
    const std::string facts_zh = redirected ? "来自搜索引擎的访问被转向 " + engines.redirect
                                            : "仅对搜索引擎显示：" + joined(domains) +
                                                  (words.empty() ? "" : "；命中词：" + joined(words));
    out.push_back(network_finding(
        "network.page.cloaking", redirected || !words.empty(), Severity::high,
        {"a page answers search engines differently", "网页对搜索引擎返回不同内容", facts, facts_zh}, url,
        engines.record, {people.packet, engines.packet}, {"T1491.002"}));
  }

  std::vector<std::string> words_;
  std::map<std::string, NetworkFinding> hidden_;
  std::map<std::string, std::array<Version, 2>> versions_;
  Ceiling most_hidden_{5'000, "dark links: pages with hidden links"};
  Ceiling most_versions_{5'000, "dark links: answers to compare with what search engines get, by address"};
};

}  // namespace

std::unique_ptr<Finder> dark_link_finder(std::vector<std::string> words) {
  return std::make_unique<DarkLinkFinder>(std::move(words));
}

}  // namespace firsthour::triage::network
