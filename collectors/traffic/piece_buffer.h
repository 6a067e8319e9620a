// SPDX-License-Identifier: Apache-2.0
// Bytes on their way to a file, in memory that a disk can read by itself: at the begin of a page.
#pragma once

#include "casefile/freed.h"

#include <sys/mman.h>

#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <span>

namespace firsthour::collectors {

// What goes past the page cache begins and ends at multiples of this, in memory and in the file.
constexpr std::size_t kDirectUnit = 4096;

// Movable; what was moved from has no room.
class PieceBuffer {
 public:
  static constexpr std::size_t kRoom = 2U
                                       << 20U;  // one large page, which the kernel hands to a disk in one go

  PieceBuffer() = default;
  [[nodiscard]] std::span<const std::byte> bytes() const { return {memory_.get(), size_}; }
  // REQUIRES: size() + data.size() <= kRoom. Throws bad_alloc at the first use.
  void append(std::span<const std::byte> data) {
    if (!memory_) allocate();
    std::memcpy(memory_.get() + size_, data.data(), data.size());
    size_ += data.size();
  }
  void clear() { size_ = 0; }

 private:
  void allocate() {
    memory_.reset(static_cast<std::byte*>(std::aligned_alloc(kRoom, kRoom)));
    if (!memory_) throw std::bad_alloc{};
    (void)::madvise(memory_.get(), kRoom, MADV_HUGEPAGE);
  }

  std::unique_ptr<std::byte, Freed<std::free>> memory_;
  std::size_t size_ = 0;
};

}  // namespace firsthour::collectors
