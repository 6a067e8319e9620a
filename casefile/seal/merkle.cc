// SPDX-License-Identifier: Apache-2.0
#include "casefile/merkle.h"

#include "casefile/encoding.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace firsthour {
namespace {

constexpr std::size_t kHashLength = 32;

TreeHash node(Hasher& hasher, std::string_view left, std::string_view right) {
  hasher.update(std::string_view{"\x01", 1});
  hasher.update(left);
  hasher.update(right);
  return hasher.finish();
}

std::string_view text_of(const TreeHash& hash) { return as_text(hash.bytes); }

bool all_have_hash_length(std::span<const std::string> proof) {
  return std::all_of(proof.begin(), proof.end(), [](const auto& h) { return h.size() == kHashLength; });
}

}  // namespace

MerkleTree::MerkleTree(Algorithm algorithm) : algorithm_{algorithm}, hasher_{algorithm} {
  assert(algorithm == Algorithm::sha256 || algorithm == Algorithm::sm3);
}

Result<MerkleTree> MerkleTree::resume(Algorithm algorithm, std::uint64_t size, std::string_view edge) {
  if (edge.size() != kHashLength * static_cast<std::size_t>(std::popcount(size)))
    return fail(Errc::malformed,
                "tree edge of " + std::to_string(edge.size()) + " bytes for size " + std::to_string(size));
  MerkleTree tree{algorithm};
  tree.size_ = size;
  for (; !edge.empty(); edge.remove_prefix(kHashLength)) {
    TreeHash hash;
    std::memcpy(hash.bytes.data(), edge.data(), kHashLength);
    tree.edge_.push_back(hash);
  }
  return tree;
}

void MerkleTree::append(std::string_view entry) {
  hasher_.update(std::string_view{"\0", 1});
  hasher_.update(entry);
  append_leaf(hasher_.finish());
}

void MerkleTree::append_leaf(const TreeHash& leaf) { append_subtree(leaf, 0); }

void MerkleTree::append_subtree(const TreeHash& root, int height) {
  assert(size_ % (std::uint64_t{1} << height) == 0);
  edge_.push_back(root);
  // Each 1 bit of the old size from `height` on is a perfect subtree of the same height as what was just
  // made.
  for (std::uint64_t full = size_ >> height; full & 1; full >>= 1) {
    const TreeHash right = edge_.back();
    edge_.pop_back();
    edge_.back() = node(hasher_, text_of(edge_.back()), text_of(right));
  }
  size_ += std::uint64_t{1} << height;
}

TreeHash MerkleTree::root() const {
  if (edge_.empty()) return hasher_.finish();
  TreeHash root = edge_.back();
  for (auto left = edge_.rbegin() + 1; left != edge_.rend(); ++left)
    root = node(hasher_, text_of(*left), text_of(root));
  return root;
}

std::string MerkleTree::edge() const {
  std::string bytes;
  for (const TreeHash& hash : edge_) bytes += text_of(hash);
  return bytes;
}

// RFC 9162 §2.1.3.2.
bool inclusion_holds(Algorithm algorithm, std::uint64_t index, std::uint64_t size, std::string_view leaf,
                     std::span<const std::string> proof, std::string_view root) {
  if (index >= size || leaf.size() != kHashLength || !all_have_hash_length(proof)) return false;
  Hasher hasher{algorithm};
  std::uint64_t first = index, last = size - 1;
  std::string hash{leaf};
  for (const std::string& next : proof) {
    if (last == 0) return false;
    if ((first & 1) || first == last) {
      hash = text_of(node(hasher, next, hash));
      while (!(first & 1) && first != 0) first >>= 1, last >>= 1;
    } else {
      hash = text_of(node(hasher, hash, next));
    }
    first >>= 1, last >>= 1;
  }
  return last == 0 && hash == root;
}

// RFC 9162 §2.1.4.2.
bool consistency_holds(Algorithm algorithm, std::uint64_t size1, std::uint64_t size2, std::string_view root1,
                       std::string_view root2, std::span<const std::string> proof) {
  if (size1 == 0 || size1 > size2 || !all_have_hash_length(proof)) return false;
  if (size1 == size2) return proof.empty() && root1 == root2;
  if (proof.empty() || root1.size() != kHashLength || root2.size() != kHashLength) return false;

  Hasher hasher{algorithm};
  const bool from_root = std::has_single_bit(size1);
  std::uint64_t first = size1 - 1, last = size2 - 1;
  while (first & 1) first >>= 1, last >>= 1;
  std::string old_hash = from_root ? std::string{root1} : proof[0];
  std::string new_hash = old_hash;
  for (const std::string& next : proof.subspan(from_root ? 0 : 1)) {
    if (last == 0) return false;
    if ((first & 1) || first == last) {
      old_hash = text_of(node(hasher, next, old_hash));
      new_hash = text_of(node(hasher, next, new_hash));
      while (!(first & 1) && first != 0) first >>= 1, last >>= 1;
    } else {
      new_hash = text_of(node(hasher, new_hash, next));
    }
    first >>= 1, last >>= 1;
  }
  return last == 0 && old_hash == root1 && new_hash == root2;
}

}  // namespace firsthour
