// SPDX-License-Identifier: Apache-2.0
#include "casefile/merkle.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace firsthour {
namespace {

// Where a tree over these leaves is cut: behind the largest power of two that leaves something to the right.
std::uint64_t cut_of(const LeafRange& range) {
  return range.from + std::bit_floor(range.to - range.from - 1);
}

}  // namespace

std::vector<LeafRange> inclusion_ranges(std::uint64_t index, std::uint64_t size) {
  assert(index < size);
  std::vector<LeafRange> siblings;
  for (LeafRange rest{0, size}; rest.to - rest.from > 1;) {
    const std::uint64_t cut = cut_of(rest);
    if (index < cut) {
      siblings.push_back({cut, rest.to});
      rest.to = cut;
    } else {
      siblings.push_back({rest.from, cut});
      rest.from = cut;
    }
  }
  std::reverse(siblings.begin(), siblings.end());
  return siblings;
}

std::vector<LeafRange> consistency_ranges(std::uint64_t size1, std::uint64_t size2) {
  assert(0 < size1 && size1 <= size2);
  std::vector<LeafRange> parts;
  LeafRange rest{0, size2};
  bool whole_old_tree = true;  // `rest` began as all of the old tree: its root is known to the verifier
  while (size1 != rest.to) {
    const std::uint64_t cut = cut_of(rest);
    if (size1 <= cut) {
      parts.push_back({cut, rest.to});
      rest.to = cut;
    } else {
      parts.push_back({rest.from, cut});
      rest.from = cut;
      whole_old_tree = false;
    }
  }
  if (!whole_old_tree) parts.push_back(rest);
  std::reverse(parts.begin(), parts.end());
  return parts;
}

}  // namespace firsthour
