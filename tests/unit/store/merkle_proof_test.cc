// SPDX-License-Identifier: Apache-2.0
// Proofs made are proofs accepted, for every leaf and every pair of sizes of small trees; and a proof that
// was changed in any way is refused.
#include "casefile/encoding.h"
#include "casefile/merkle.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace firsthour {
namespace {

using Proof = std::vector<std::string>;

constexpr std::uint64_t kLeaves = 40;

std::string entry(std::uint64_t n) { return "entry " + std::to_string(n); }

std::string bytes(const TreeHash& hash) { return std::string{as_text(hash.bytes)}; }

std::string root_of(Algorithm algorithm, LeafRange range) {
  MerkleTree tree{algorithm};
  for (std::uint64_t n = range.from; n < range.to; ++n) tree.append(entry(n));
  return bytes(tree.root());
}

// RFC 9162 §2.1.1, word by word.
std::string leaf_hash(Algorithm algorithm, std::uint64_t n) {
  Hasher hasher{algorithm};
  hasher.update(std::string_view{"\0", 1});
  hasher.update(entry(n));
  return bytes(hasher.finish());
}

Proof proof_from(Algorithm algorithm, const std::vector<LeafRange>& ranges) {
  Proof proof;
  for (const LeafRange& range : ranges) proof.push_back(root_of(algorithm, range));
  return proof;
}

// Every proof that differs from `proof` in one way: a bit, a hash more, less, twice, or two in turn.
std::vector<Proof> mutations(const Proof& proof, std::mt19937_64& random) {
  std::vector<Proof> all;
  for (std::size_t n = 0; n < proof.size(); ++n) {
    Proof flipped = proof;
    flipped[n][random() % 32] ^= static_cast<char>(1 << (random() % 8));
    Proof less = proof, twice = proof, shorter = proof;
    less.erase(less.begin() + static_cast<std::ptrdiff_t>(n));
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(n), proof[n]);
    shorter[n].pop_back();
    all.insert(all.end(), {flipped, less, twice, shorter});
    if (n > 0) {
      Proof turned = proof;
      std::swap(turned[n], turned[n - 1]);
      all.push_back(turned);
    }
  }
  Proof more = proof;
  more.push_back(std::string(32, '\0'));
  all.push_back(more);
  return all;
}

class MerkleProof : public ::testing::TestWithParam<Algorithm> {
 protected:
  void SetUp() override {
    for (std::uint64_t size = 0; size <= kLeaves; ++size) roots_.push_back(root_of(GetParam(), {0, size}));
    for (std::uint64_t n = 0; n < kLeaves; ++n) leaves_.push_back(leaf_hash(GetParam(), n));
  }
  bool included(std::uint64_t index, std::uint64_t size, const Proof& proof) const {
    return inclusion_holds(GetParam(), index, size, leaves_[index], proof, roots_[size]);
  }
  bool consistent(std::uint64_t size1, std::uint64_t size2, const Proof& proof) const {
    return consistency_holds(GetParam(), size1, size2, roots_[size1], roots_[size2], proof);
  }
  std::vector<std::string> roots_, leaves_;
  std::mt19937_64 random_{20261122};
};

TEST_P(MerkleProof, OfInclusionHoldsForItsLeafAlone) {
  for (std::uint64_t size = 1; size <= kLeaves; ++size)
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = proof_from(GetParam(), inclusion_ranges(index, size));
      ASSERT_TRUE(included(index, size, proof)) << index << " of " << size;
      for (std::uint64_t other = 0; other < size; ++other) {
        ASSERT_EQ(inclusion_holds(GetParam(), other, size, leaves_[index], proof, roots_[size]),
                  other == index);
        ASSERT_EQ(inclusion_holds(GetParam(), index, size, leaves_[other], proof, roots_[size]),
                  other == index);
      }
      for (const Proof& wrong : mutations(proof, random_)) ASSERT_FALSE(included(index, size, wrong));
    }
}

TEST_P(MerkleProof, OfInclusionIsForOneSize) {
  for (std::uint64_t size = 1; size <= kLeaves; ++size)
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = proof_from(GetParam(), inclusion_ranges(index, size));
      for (std::uint64_t other = index + 1; other <= kLeaves; ++other)
        ASSERT_EQ(included(index, other, proof), other == size) << index << " of " << size << ", " << other;
    }
}

TEST_P(MerkleProof, OfConsistencyHoldsForItsTwoSizesAlone) {
  for (std::uint64_t size2 = 1; size2 <= kLeaves; ++size2)
    for (std::uint64_t size1 = 1; size1 <= size2; ++size1) {
      const Proof proof = proof_from(GetParam(), consistency_ranges(size1, size2));
      ASSERT_TRUE(consistent(size1, size2, proof)) << size1 << " in " << size2;
      for (const Proof& wrong : mutations(proof, random_)) ASSERT_FALSE(consistent(size1, size2, wrong));
      for (std::uint64_t other = 1; other < size2; ++other)
        ASSERT_EQ(consistent(other, size2, proof), other == size1) << size1 << " in " << size2;
      std::string root = roots_[size1];
      root[random_() % 32] ^= 1;
      ASSERT_FALSE(consistency_holds(GetParam(), size1, size2, root, roots_[size2], proof));
      ASSERT_FALSE(consistency_holds(GetParam(), size1, size2, roots_[size1], root, proof));
    }
}

TEST_P(MerkleProof, IsMadeInOnePassOverTheLeaves) {
  for (std::uint64_t size = 1; size <= kLeaves; ++size)
    for (std::uint64_t index = 0; index < size; ++index) {
      std::vector<int> read(size);
      for (const LeafRange& range : inclusion_ranges(index, size))
        for (std::uint64_t n = range.from; n < range.to; ++n) ++read[n];
      for (std::uint64_t n = 0; n < size; ++n) ASSERT_EQ(read[n], n == index ? 0 : 1);
    }
}

TEST_P(MerkleProof, HasALengthThatGrowsWithTheLogarithmOnly) {
  for (int bits = 1; bits < 64; ++bits) {
    const std::uint64_t size = (std::uint64_t{1} << bits) + random_() % (std::uint64_t{1} << bits);
    EXPECT_LE(inclusion_ranges(random_() % size, size).size(), static_cast<std::size_t>(bits) + 1);
    EXPECT_LE(consistency_ranges(1 + random_() % size, size).size(), static_cast<std::size_t>(bits) + 2);
  }
}

INSTANTIATE_TEST_SUITE_P(OverBothDigests, MerkleProof, ::testing::Values(Algorithm::sha256, Algorithm::sm3),
                         [](const auto& parameter) { return std::string{name_of(parameter.param)}; });

}  // namespace
}  // namespace firsthour
