// SPDX-License-Identifier: Apache-2.0
// The tree of RFC 9162 §2.1 over one digest, grown leaf by leaf. Hashes are 32 raw bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

[[nodiscard]] std::string leaf_hash(std::string_view digest, std::string_view leaf);
[[nodiscard]] std::string node_hash(std::string_view digest, std::string_view left, std::string_view right);

class Tree {
 public:
  explicit Tree(std::string_view digest) : digest_{digest} {}
  void add(std::string leaf_hash);
  [[nodiscard]] std::uint64_t size() const { return size_; }
  [[nodiscard]] std::string root() const;
  // The roots of the perfect subtrees that make up the tree, largest first.
  [[nodiscard]] std::string edge() const;

 private:
  std::string digest_;
  std::uint64_t size_ = 0;
  std::vector<std::string> perfect_;
};

// Whether `path` (from the leaf's sibling up) leads from leaf `index` to the root of a tree of `size` leaves
// (RFC 9162 §2.1.3.2).
[[nodiscard]] bool inclusion_holds(std::string_view digest, std::uint64_t index, std::uint64_t size,
                                   std::string_view leaf_hash, const std::vector<std::string>& path,
                                   std::string_view root);

}  // namespace firsthour::verify
