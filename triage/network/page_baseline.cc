// SPDX-License-Identifier: Apache-2.0
#include "triage/network/page_baseline.h"

#include "triage/network/dissect/text.h"

#include <array>
#include <utility>

namespace firsthour::triage::network {

PageBaseline::Page& PageBaseline::add(std::string_view host, std::string_view target, std::string sha256,
                                      std::uint64_t length, bool always) {
  Page*& named = named_[lower(host) + std::string{target}];
  if (!named) named = &pages_.emplace_back();
  named->sha256.insert(std::move(sha256));
  named->length = length;
  named->always |= always;
  ++named->seen;
  return *named;
}

void PageBaseline::also(std::string_view host, std::string_view target, Page& page) {
  named_[lower(host) + std::string{target}] = &page;
}

const PageBaseline::Page* PageBaseline::find(std::string_view host, std::string_view target) const {
  constexpr std::array<std::string_view, 4> kIndexes{"", "index.html", "index.htm", "default.htm"};
  target = target.substr(0, target.find('#'));
  const std::string low = lower(host);
  for (const std::string_view asked : {target, target.substr(0, target.find('?'))})
    for (const std::string& whose : {low, low.substr(0, low.find(':')), std::string{}})
      for (const std::string_view index : kIndexes) {
        if (!index.empty() && !asked.ends_with('/')) continue;
        const auto found = named_.find(whose + std::string{asked} + std::string{index});
        if (found != named_.end()) return found->second;
      }
  return nullptr;
}

}  // namespace firsthour::triage::network
