// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/merkle.h"

#include "casefile/verify/digest.h"

namespace firsthour::verify {

std::string leaf_hash(std::string_view digest, std::string_view leaf) {
  Digest hash{digest};
  hash.update(std::string_view{"\0", 1});
  hash.update(leaf);
  return hash.finish();
}

std::string node_hash(std::string_view digest, std::string_view left, std::string_view right) {
  Digest hash{digest};
  hash.update("\1");
  hash.update(left);
  hash.update(right);
  return hash.finish();
}

void Tree::add(std::string hash) {
  // As in binary counting: each one-bit at the low end of the size is a subtree as large as what was just
  // built.
  for (std::uint64_t rest = size_++; rest & 1; rest >>= 1) {
    hash = node_hash(digest_, perfect_.back(), hash);
    perfect_.pop_back();
  }
  perfect_.push_back(std::move(hash));
}

std::string Tree::root() const {
  if (perfect_.empty()) return digest_of(digest_, "");
  std::string root = perfect_.back();
  for (std::size_t i = perfect_.size() - 1; i > 0; --i) root = node_hash(digest_, perfect_[i - 1], root);
  return root;
}

std::string Tree::edge() const {
  std::string all;
  for (const std::string& one : perfect_) all += one;
  return all;
}

bool inclusion_holds(std::string_view digest, std::uint64_t index, std::uint64_t size, std::string_view leaf,
                     const std::vector<std::string>& path, std::string_view root) {
  if (index >= size || leaf.size() != 32) return false;
  std::uint64_t here = index, last = size - 1;
  std::string hash{leaf};
  for (const std::string& other : path) {
    if (last == 0 || other.size() != 32) return false;
    if ((here & 1) || here == last) {
      hash = node_hash(digest, other, hash);
      while (!(here & 1) && here != 0) here >>= 1, last >>= 1;
    } else {
      hash = node_hash(digest, hash, other);
    }
    here >>= 1, last >>= 1;
  }
  return last == 0 && hash == root;
}

}  // namespace firsthour::verify
