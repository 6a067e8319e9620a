// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/assembled.h"

namespace firsthour::triage::network {

namespace {
constexpr std::size_t kMostWaiting = 256;  // pieces behind a hole
}

void Assembled::put(std::uint64_t place, Bytes bytes) {
  if (bytes.empty() || place >= most_ || bytes.size() > most_ - place) return;
  const auto at = static_cast<std::size_t>(place);
  if (at > beginning_.size()) {
    if (later_.size() < kMostWaiting) later_.try_emplace(at, text_of(bytes));
    return;
  }
  const auto join = [this](std::size_t from, std::string_view text) {
    if (from + text.size() > beginning_.size()) beginning_.append(text.substr(beginning_.size() - from));
  };
  join(at, text_of(bytes));
  while (!later_.empty() && later_.begin()->first <= beginning_.size()) {
    join(later_.begin()->first, later_.begin()->second);
    later_.erase(later_.begin());
  }
}

}  // namespace firsthour::triage::network
