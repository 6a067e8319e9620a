// SPDX-License-Identifier: Apache-2.0
// The Merkle tree of RFC 9162 §2.1 (equal to RFC 6962 §2.1), over any 32-byte digest:
// leaf = H(0x00 || entry), node = H(0x01 || left || right), empty tree = H("").
//
// A growing tree keeps only its right edge: the roots of the perfect subtrees that make it up, largest
// first (at most 64 hashes). That is enough to append and to give the root.
#pragma once

#include "casefile/digest.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

using TreeHash = Sha256;  // 32 bytes, whichever algorithm made them

class MerkleTree {
 public:
  // REQUIRES: sha256 or sm3.
  explicit MerkleTree(Algorithm algorithm);
  // Goes on from an edge kept earlier; `malformed` when the number of hashes does not fit the size.
  [[nodiscard]] static Result<MerkleTree> resume(Algorithm algorithm, std::uint64_t size,
                                                 std::string_view edge);

  void append(std::string_view entry);
  // The same for an entry whose leaf hash is known.
  void append_leaf(const TreeHash& leaf);
  // The same for 2^height entries at once. REQUIRES: size() is a multiple of 2^height.
  void append_subtree(const TreeHash& root, int height);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] TreeHash root() const;
  [[nodiscard]] std::string edge() const;  // the hashes one after the other, 32 bytes each

 private:
  Algorithm algorithm_;
  std::uint64_t size_ = 0;
  std::vector<TreeHash> edge_;
  mutable Hasher hasher_;
};

// True when `proof` shows that `leaf` (a leaf's hash) stands at `index` of the tree of `size` leaves
// with this root. Hashes of another length than 32 bytes are refused, never read past.
[[nodiscard]] bool inclusion_holds(Algorithm algorithm, std::uint64_t index, std::uint64_t size,
                                   std::string_view leaf, std::span<const std::string> proof,
                                   std::string_view root);
// True when `proof` shows that the tree of `size2` leaves begins with that of `size1`. A proof from the
// empty tree says nothing and is refused.
[[nodiscard]] bool consistency_holds(Algorithm algorithm, std::uint64_t size1, std::uint64_t size2,
                                     std::string_view root1, std::string_view root2,
                                     std::span<const std::string> proof);

// Leaves [from, to).
struct LeafRange {
  std::uint64_t from = 0, to = 0;
  bool operator==(const LeafRange&) const = default;
};
// The hashes of a proof are the roots of trees over ranges of leaves that do not overlap; these are the
// ranges, in the proof's order (RFC 9162 §2.1.3.1, §2.1.4.1). So a proof is made in one pass over the
// leaves with a MerkleTree for each range, in memory O(log n).
// REQUIRES: index < size.
[[nodiscard]] std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size);
// Empty for equal sizes. REQUIRES: 0 < size1 <= size2.
[[nodiscard]] std::vector<LeafRange> consistency_ranges(std::uint64_t size1, std::uint64_t size2);

}  // namespace firsthour
