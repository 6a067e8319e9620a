// SPDX-License-Identifier: Apache-2.0
#include "triage/network/capture/window.h"

namespace firsthour::triage::network {

Result<> Window::fill(std::size_t n) {
  if (begin_ > 0) {
    std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
    end_ -= begin_;
    begin_ = 0;
  }
  if (buffer_.size() < n) buffer_.resize(n);
  while (end_ < n && !ended_) {
    auto got = from_.read(std::span{buffer_}.subspan(end_));
    if (!got) return tl::unexpected{got.error()};
    if (*got == 0) ended_ = true;
    end_ += *got;
  }
  return {};
}

}  // namespace firsthour::triage::network
