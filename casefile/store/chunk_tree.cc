// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/chunk_tree.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace firsthour {

TreeHash root_of_leaves(std::string_view leaves) {
  MerkleTree tree{Algorithm::sha256};
  for (; leaves.size() >= kLeafLength; leaves.remove_prefix(kLeafLength)) {
    TreeHash leaf;
    std::memcpy(leaf.bytes.data(), leaves.data(), kLeafLength);
    tree.append_leaf(leaf);
  }
  return tree.root();
}

void ChunkLeaves::update(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    if (in_chunk_ == 0) hasher_.update(std::string_view{"\0", 1});
    const auto piece = bytes.first(std::min<std::uint64_t>(bytes.size(), kChunkLength - in_chunk_));
    hasher_.update(piece);
    in_chunk_ += piece.size();
    bytes = bytes.subspan(piece.size());
    if (in_chunk_ == kChunkLength) close_chunk();
  }
}

void ChunkLeaves::close_chunk() {
  leaves_ += as_text(hasher_.finish().bytes);
  in_chunk_ = 0;
}

std::string ChunkLeaves::finish() {
  if (in_chunk_ > 0) close_chunk();
  return std::exchange(leaves_, {});
}

}  // namespace firsthour
