// SPDX-License-Identifier: Apache-2.0
// Pages whose bytes are not those of the baseline. A copy of the site says what a page has to be; of a page
// that was only seen before, a difference may be its nature: then it looks like it.
#include "triage/network/dissect/text.h"
#include "triage/network/finders.h"
#include "triage/network/findings/ceiling.h"
#include "triage/network/page_baseline.h"
#include "triage/network/records.h"

#include <map>
#include <set>

namespace firsthour::triage::network {

namespace {

struct Changed {
  PageBaseline::Page good;
  std::string sha256, flow, record;
  std::uint64_t length = 0, times = 0;
  std::vector<std::uint64_t> packets;
};

class ChangedPageFinder final : public Finder {
 public:
  explicit ChangedPageFinder(std::shared_ptr<const PageBaseline> good) : good_{std::move(good)} {}

  void http(const Flow& flow, const HttpExchange& e) override {
    if (e.rtsp || !e.request || !e.response || e.request->method != "GET" || e.response->status != 200)
      return;
    const HttpBody& body = e.response->body;
    const std::string_view said = e.request->header("host");
    const std::string host = said.empty() ? flow.server.address.text() : std::string{said};
    const PageBaseline::Page* page = good_->find(host, e.request->target);
    if (!page) return;
    seen_.insert(page);
    if (!body.complete) {
      ++incomplete_;
      return;
    }
    const std::string& sha256 = body.decoded_sha256.empty() ? body.sha256 : body.decoded_sha256;
    if (page->sha256.contains(sha256)) return;
    const std::string url = lower(host) + e.request->target.substr(0, 300);
    Changed* kept = most_.entry(changed_, url);
    if (!kept) return;
    Changed& changed = *kept;
    if (changed.times++ == 0) {
      changed.good = *page;
      changed.sha256 = sha256;
      changed.length = body.decoded_sha256.empty() ? body.length : body.decoded_length;
      changed.flow = between_text(flow);
      changed.record = flow_reference(flow);
    }
    if (changed.packets.size() < 50) changed.packets.push_back(e.response->first.packet);
  }

  std::vector<NetworkFinding> findings() override {
    std::vector<NetworkFinding> out;
    for (auto& [url, c] : changed_) {
      // Seen more than once, and always the same.
      const bool steady = c.good.always || (c.good.seen > 1 && c.good.sha256.size() == 1);
      out.push_back(network_finding("network.page.changed", steady,
                                    steady ? Severity::high : Severity::medium, said(url, c), c.flow,
                                    c.record, std::move(c.packets), {"T1491"}));
    }
    return out;
  }

  std::vector<std::string> unknown() override {
    std::vector<std::string> out;
    if (seen_.size() < good_->size())
      out.push_back("baseline: " + std::to_string(good_->size() - seen_.size()) + " of " +
                    std::to_string(good_->size()) + " pages were not asked for in these captures");
    if (incomplete_ > 0)
      out.push_back("baseline: " + std::to_string(incomplete_) +
                    " answers could not be compared: the capture does not have them whole");
    most_.tell(out);
    return out;
  }

 private:
  static Said said(const std::string& url, const Changed& c) {
    const std::string good = *c.good.sha256.begin();
    const std::string was = c.good.length > 0 ? " (" + std::to_string(c.good.length) + " bytes)" : "";
    const std::string was_zh = c.good.length > 0 ? "（" + std::to_string(c.good.length) + " 字节）" : "";
    return {"page is not as in the baseline", "网页与基线不一致",
            url + ": SHA-256 " + c.sha256 + " (" + std::to_string(c.length) + " bytes), in the baseline " +
                good + was + "; " + std::to_string(c.times) + " times",
            url + "：SHA-256 " + c.sha256 + "（" + std::to_string(c.length) + " 字节），基线为 " + good +
                was_zh + "；" + std::to_string(c.times) + " 次"};
  }

  std::shared_ptr<const PageBaseline> good_;
  std::map<std::string, Changed> changed_;  // by URL
  std::set<const PageBaseline::Page*> seen_;
  std::uint64_t incomplete_ = 0;
  Ceiling most_{5'000, "baseline: changed pages"};
};

}  // namespace

std::unique_ptr<Finder> changed_page_finder(std::shared_ptr<const PageBaseline> good) {
  return std::make_unique<ChangedPageFinder>(std::move(good));
}

}  // namespace firsthour::triage::network
