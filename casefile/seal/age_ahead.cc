// SPDX-License-Identifier: Apache-2.0
#include "casefile/seal/age_ahead.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <cstring>

namespace firsthour::age {

Ahead::Ahead(ByteSource& from) : from_{from}, buffer_{std::make_unique_for_overwrite<std::byte[]>(kMost)} {}

bool Ahead::fill(std::size_t want) {
  if (ready().size() >= want) return true;
  if (kMost - first_ < want) {
    std::memmove(buffer_.get(), buffer_.get() + first_, last_ - first_);
    last_ -= first_;
    first_ = 0;
  }
  while (ready().size() < want && !ended_) {
    const auto got = from_.read({buffer_.get() + last_, kMost - last_});
    if (!got) failure_ = got.error();
    ended_ = !got || *got == 0;
    if (!ended_) last_ += *got;
  }
  return ready().size() >= want;
}

Result<std::string> Ahead::line(std::size_t limit) {
  std::string text;
  while (text.size() < limit && fill(1)) {
    const std::string_view seen = as_text(ready()).substr(0, limit - text.size());
    const std::size_t end = seen.find('\n');
    const std::string_view part = seen.substr(0, end == std::string_view::npos ? seen.size() : end + 1);
    text += part;
    consume(part.size());
    if (end != std::string_view::npos) return text;
  }
  if (failure_ && text.size() < limit) return tl::unexpected{*failure_};
  return text;
}

}  // namespace firsthour::age
