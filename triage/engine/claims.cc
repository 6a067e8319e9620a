// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/claims.h"

#include <sys/mman.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <span>

namespace firsthour::triage {

struct Claims::Slot {
  enum : std::uint32_t { kFree, kBeingFilled, kFilled };
  std::atomic<std::uint32_t> state;
  Claim claim;
  std::byte key[32];
};

namespace {
constexpr std::size_t kMostSlots = std::size_t{1} << 22U;    // 176 MB of address space, used as it fills
constexpr std::size_t kFewestSlots = std::size_t{1} << 18U;  // one archive may hold ten thousand contents
constexpr std::size_t kLongestSearch = 64;
}  // namespace

Claims::Claims(std::size_t contents) {
  const std::size_t wanted = std::bit_ceil(std::max(contents * 2, kFewestSlots));
  const std::size_t count = std::min(wanted, kMostSlots);
  void* const memory = ::mmap(nullptr, count * sizeof(Slot), PROT_READ | PROT_WRITE,
                              MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (memory == MAP_FAILED) return;
  slots_ = static_cast<Slot*>(memory);
  count_ = count;
}

Claims::~Claims() {
  if (slots_) ::munmap(slots_, count_ * sizeof(Slot));
}

Claims::Claim Claims::claim(const Sha256& key, Claim mine) {
  if (count_ == 0) return mine;
  std::uint64_t hash = 0;
  std::memcpy(&hash, key.bytes.data(), sizeof hash);
  for (std::size_t i = 0; i < kLongestSearch; ++i) {
    Slot& slot = slots_[(hash + i) & (count_ - 1)];
    std::uint32_t state = slot.state.load(std::memory_order_acquire);
    if (state == Slot::kFree &&
        slot.state.compare_exchange_strong(state, Slot::kBeingFilled, std::memory_order_acquire)) {
      slot.claim = mine;
      std::memcpy(slot.key, key.bytes.data(), sizeof slot.key);
      slot.state.store(Slot::kFilled, std::memory_order_release);
      return mine;
    }
    // A slot that another is filling may be for the same content. It is not waited for, since its worker may
    // have been killed: the content is then matched twice.
    if (state == Slot::kFilled && std::memcmp(slot.key, key.bytes.data(), sizeof slot.key) == 0)
      return slot.claim;
  }
  return mine;
}

}  // namespace firsthour::triage
