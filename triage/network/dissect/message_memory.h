// SPDX-License-Identifier: Apache-2.0
// How much memory all messages that are not told yet may take together: heads, fields and the beginnings of
// bodies, of all connections of one reading. What there is no room for is not kept, and counted.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace firsthour::triage::network {

struct MessageMemory {
  std::size_t used = 0;
  std::size_t most = std::size_t{256} << 20;
  std::uint64_t refused = 0;  // bytes there was no room for
};

// One message's part of it, given back when it goes. The memory must outlive it.
class MessageShare {
 public:
  explicit MessageShare(MessageMemory& of) : of_{&of} {}
  MessageShare(MessageShare&& other) noexcept : of_{other.of_}, taken_{std::exchange(other.taken_, 0)} {}
  MessageShare& operator=(MessageShare&& other) noexcept {
    std::swap(of_, other.of_);
    std::swap(taken_, other.taken_);
    return *this;
  }
  ~MessageShare() { give_back(); }
  // How many of so many bytes may be kept.
  [[nodiscard]] std::size_t take(std::size_t wanted) {
    const std::size_t n = std::min(wanted, of_->most - std::min(of_->most, of_->used));
    of_->refused += wanted - n;
    of_->used += n;
    taken_ += n;
    return n;
  }
  // All of them, or none.
  [[nodiscard]] bool take_all(std::size_t wanted) {
    if (of_->used + wanted > of_->most) {
      of_->refused += wanted;
      return false;
    }
    return take(wanted) == wanted;
  }
  void give_back() { of_->used -= std::exchange(taken_, 0); }

 private:
  MessageMemory* of_;
  std::size_t taken_ = 0;
};

}  // namespace firsthour::triage::network
