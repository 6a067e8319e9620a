// SPDX-License-Identifier: Apache-2.0
// The tree over the chunks of a large object (FORMAT.md, "Chunk tree"): locates a bad block and lets a part
// be checked alone.
#pragma once

#include "casefile/digest.h"
#include "casefile/merkle.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace firsthour {

inline constexpr std::uint64_t kChunkLength = 1 << 20;
inline constexpr std::uint64_t kLargestWithoutChunks = 64 << 20;
inline constexpr std::size_t kLeafLength = 32;

// How an event names it.
struct ChunkTree {
  Sha256 leaves;  // the object that holds all leaf hashes
  std::uint64_t length = kChunkLength;
  TreeHash root;
};

[[nodiscard]] constexpr std::uint64_t chunks_of(std::uint64_t size) {
  return size / kChunkLength + (size % kChunkLength != 0 ? 1 : 0);
}
// REQUIRES: a multiple of 32 bytes.
[[nodiscard]] TreeHash root_of_leaves(std::string_view leaves);

// The leaf hashes of a stream, cut into chunks as it passes. 32 bytes are kept for each.
class ChunkLeaves {
 public:
  void update(std::span<const std::byte> bytes);
  // All leaves one after the other; begins anew.
  [[nodiscard]] std::string finish();
  // Those of whole chunks so far.
  [[nodiscard]] const std::string& so_far() const { return leaves_; }

 private:
  void close_chunk();
  Hasher hasher_{Algorithm::sha256};
  std::uint64_t in_chunk_ = 0;
  std::string leaves_;
};

}  // namespace firsthour
