// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/gzip_source.h"

#include <algorithm>
#include <cstring>

namespace firsthour::triage::network {

Result<std::size_t> GzipSource::read(std::span<std::byte> into) {
  while (at_ == out_.size() && !ended_) {
    out_.clear();
    at_ = 0;
    auto got = from_.back()->read(in_);
    if (!got) return tl::unexpected{got.error()};
    // 64 KiB of zeros come out of 64 bytes: memory is bounded by in_ times deflate's 1032.
    const bool good = *got > 0 && inflater_.feed(std::span{in_}.first(*got), [this](Bytes made) {
      out_.insert(out_.end(), made.begin(), made.end());
      return true;
    });
    if (!good) ended_ = true;
  }
  const std::size_t n = std::min(into.size(), out_.size() - at_);
  if (n > 0) std::memcpy(into.data(), out_.data() + at_, n);
  at_ += n;
  return n;
}

}  // namespace firsthour::triage::network
