// SPDX-License-Identifier: Apache-2.0
// What pages were when they were known to be good: a copy of the site, a list of its digests, or a capture of
// it.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <string_view>

namespace firsthour::triage::network {

class PageBaseline {
 public:
  struct Page {
    std::set<std::string> sha256;  // each form in which it was good, decoded
    std::uint64_t length = 0;      // of the last one; 0 when not known
    std::uint64_t seen = 0;        // how often; a page of a copy or list counts as `always`
    bool always = false;           // these bytes and no others: a file of the site
  };
  // `host` "" for a page of any host; `target` as requests have it: "/a/b.html?c=d".
  Page& add(std::string_view host, std::string_view target, std::string sha256, std::uint64_t length,
            bool always);
  // By host and target, then by target alone; of a folder its index page, and without a query when the
  // baseline has none.
  [[nodiscard]] const Page* find(std::string_view host, std::string_view target) const;
  [[nodiscard]] std::size_t size() const { return pages_.size(); }
  // The page goes by another name, too.
  void also(std::string_view host, std::string_view target, Page& page);

 private:
  std::deque<Page> pages_;                           // do not move
  std::map<std::string, Page*, std::less<>> named_;  // by host and target, one behind the other
};

}  // namespace firsthour::triage::network
