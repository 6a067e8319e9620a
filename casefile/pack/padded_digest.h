// SPDX-License-Identifier: Apache-2.0
// The digest of a file that may end in padding zeros, when how many is only known afterwards: a source that
// shrank while it was read is stored at the size its header promised, and its record names the bytes read.
#pragma once

#include "casefile/digest.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace firsthour::pack {

class PaddedDigest {
 public:
  void update(std::span<const std::byte> bytes) {
    const auto last =
        std::find_if(bytes.rbegin(), bytes.rend(), [](std::byte b) { return b != std::byte{0}; });
    const std::size_t solid = static_cast<std::size_t>(bytes.rend() - last);
    if (solid > 0) {
      all_.update(bytes.first(solid));
      before_zeros_ = all_.clone();
      solid_size_ = size_ + solid;
    }
    all_.update(bytes.subspan(solid));
    size_ += bytes.size();
  }
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] Sha256 all() const { return all_.clone().finish(); }
  // Of the first `size` bytes; nullopt when something other than zeros follows them.
  [[nodiscard]] std::optional<Sha256> of_first(std::uint64_t size) const {
    if (size < solid_size_ || size > size_) return std::nullopt;
    Hasher hasher = before_zeros_.clone();
    static constexpr std::array<std::byte, 4096> kZeros{};
    for (std::uint64_t left = size - solid_size_; left > 0;) {
      const std::size_t piece = static_cast<std::size_t>(std::min<std::uint64_t>(left, kZeros.size()));
      hasher.update(std::span{kZeros}.first(piece));
      left -= piece;
    }
    return hasher.finish();
  }

 private:
  Hasher all_{Algorithm::sha256}, before_zeros_{Algorithm::sha256};
  std::uint64_t size_ = 0, solid_size_ = 0;  // solid: up to the last byte that is not zero
};

}  // namespace firsthour::pack
