// SPDX-License-Identifier: Apache-2.0
// Looks ahead in a ByteSource, in memory that grows only to what one look asks for.
#pragma once

#include "casefile/bytes.h"
#include "triage/network/field.h"

#include <cstdint>
#include <vector>

namespace firsthour::triage::network {

class Window {
 public:
  explicit Window(ByteSource& from) : from_{from}, buffer_(std::size_t{1} << 18) {}
  // The next `n` bytes, fewer only where the source ends. Valid until the next call.
  [[nodiscard]] Result<Bytes> peek(std::size_t n) {
    if (end_ - begin_ < n && !ended_) {
      if (auto filled = fill(n); !filled) return tl::unexpected{filled.error()};
    }
    return Bytes{buffer_}.subspan(begin_, std::min(n, end_ - begin_));
  }
  // REQUIRES: n bytes were peeked.
  void skip(std::size_t n) {
    begin_ += n;
    offset_ += n;
  }
  [[nodiscard]] std::uint64_t offset() const { return offset_; }

 private:
  Result<> fill(std::size_t n);
  ByteSource& from_;
  std::vector<std::byte> buffer_;
  std::size_t begin_ = 0, end_ = 0;
  std::uint64_t offset_ = 0;
  bool ended_ = false;
};

}  // namespace firsthour::triage::network
