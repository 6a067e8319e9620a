// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/assembled.h"

#include <algorithm>

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostWaiting = 256;  // pieces behind a hole
}

void Assembled::put(std::uint64_t place, Bytes bytes) {
  if (place >= most_) return;
  auto at = static_cast<std::size_t>(place);
  std::string_view text = text_of(bytes.first(std::min(bytes.size(), most_ - at)));
  const auto pass = [&](std::size_t up_to) {  // over what is there
    const std::size_t n = std::min(text.size(), up_to - std::min(at, up_to));
    text.remove_prefix(n);
    at += n;
  };
  pass(beginning_.size());
  auto next = later_.upper_bound(at);
  if (next != later_.begin()) pass(std::prev(next)->first + std::prev(next)->second.size());
  while (!text.empty()) {
    const bool reaches = next != later_.end() && next->first - at < text.size();
    add(at, text.substr(0, reaches ? next->first - at : text.size()));
    if (!reaches) break;
    pass(next->first + next->second.size());
    ++next;
  }
  while (!later_.empty() && later_.begin()->first == beginning_.size()) {
    beginning_.append(later_.begin()->second);
    later_.erase(later_.begin());
  }
}

void Assembled::add(std::size_t at, std::string_view text) {
  if (at == beginning_.size())
    beginning_.append(text);
  else if (!text.empty() && later_.size() < kMostWaiting)
    later_.try_emplace(at, text);
}

}  // namespace firsthour::triage::network
