// SPDX-License-Identifier: Apache-2.0
// The skippable frame (RFC 8878 §3.1.2) that ends a compressed collection: magic, length 32, SHA-256 of all
// bytes of the stream before it.
#pragma once

#include "casefile/digest.h"

#include <array>
#include <cstddef>
#include <cstring>

namespace firsthour::pack {

inline constexpr std::array<unsigned char, 8> kSealStart{0x5e, 0x2a, 0x4d, 0x18, 32, 0, 0, 0};
inline constexpr std::size_t kSealSize = kSealStart.size() + 32;

[[nodiscard]] inline std::array<std::byte, kSealSize> seal_frame(const Sha256& digest) {
  std::array<std::byte, kSealSize> frame{};
  std::memcpy(frame.data(), kSealStart.data(), kSealStart.size());
  std::memcpy(frame.data() + kSealStart.size(), digest.bytes.data(), 32);
  return frame;
}

}  // namespace firsthour::pack
