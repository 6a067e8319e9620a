// SPDX-License-Identifier: Apache-2.0
#include "triage/host/line_reader.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

constexpr std::size_t kChunk = 256 * 1024;

}  // namespace

Result<> LineReader::fill() {
  buffer_.erase(0, at_);
  at_ = 0;
  const std::size_t had = buffer_.size();
  buffer_.resize(had + kChunk);
  auto got = from_.read(std::as_writable_bytes(std::span{buffer_}.subspan(had)));
  buffer_.resize(had + (got ? std::min(*got, kChunk) : 0));
  if (!got) return tl::unexpected{got.error()};
  ended_ = *got == 0;
  return {};
}

Result<bool> LineReader::next(Line& into) {
  std::size_t searched = 0;
  std::size_t dropped = 0;  // bytes of a cut line that are already gone from the buffer
  std::string head;         // its start
  while (true) {
    const std::size_t newline = buffer_.find('\n', at_ + searched);
    const bool found = newline != std::string::npos;
    if (!found && !ended_) {
      searched = buffer_.size() - at_;
      if (searched > longest_) {
        if (head.empty()) head = buffer_.substr(at_, longest_);
        dropped += searched;
        at_ = buffer_.size();
        searched = 0;
      }
      if (auto filled = fill(); !filled) return tl::unexpected{filled.error()};
      continue;
    }
    const std::size_t length = (found ? newline : buffer_.size()) - at_;
    if (!found && length == 0 && dropped == 0) return false;
    into.number = ++number_;
    into.offset = offset_;
    into.cut = dropped + length > longest_;
    if (dropped > 0) {
      cut_ = std::move(head);
      into.text = cut_;
    } else {
      into.text = std::string_view{buffer_}.substr(at_, std::min(length, longest_));
    }
    offset_ += dropped + length + (found ? 1 : 0);
    at_ += length + (found ? 1 : 0);
    return true;
  }
}

}  // namespace firsthour::triage
