// SPDX-License-Identifier: Apache-2.0
// Each content is matched once, whichever worker meets it first and wherever it lies: a table of digests in
// memory that all workers share. It only ever says who was first; what was found travels by messages.
#pragma once

#include "casefile/digest.h"

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace firsthour::triage {

class Claims {
 public:
  struct Claim {
    std::uint32_t target = 0;   // place in the list of targets
    std::uint32_t content = 0;  // number within that target's examination
    [[nodiscard]] bool operator==(const Claim&) const = default;
  };

  // For about that many contents; past them nothing is shared, and each is matched where it lies.
  // Without memory for it: the same.
  explicit Claims(std::size_t contents);
  Claims(const Claims&) = delete;
  Claims& operator=(const Claims&) = delete;
  ~Claims();

  // Who is to match this content: `mine` when nobody was before, or when there is no room.
  // Lock-free; called by workers, in forked copies of the process.
  [[nodiscard]] Claim claim(const Sha256& key, Claim mine);

 private:
  struct Slot;
  Slot* slots_ = nullptr;
  std::size_t count_ = 0;  // a power of two, or 0
};

}  // namespace firsthour::triage
