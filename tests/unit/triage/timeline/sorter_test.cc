// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline/sorter.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace firsthour::triage {
namespace {

using Pairs = std::vector<std::pair<std::int64_t, std::string>>;

Pairs sorted(const Pairs& in, std::uint64_t memory, std::size_t* parts = nullptr) {
  Sorter sorter{::testing::TempDir(), memory};
  for (const auto& [key, text] : in) EXPECT_TRUE(sorter.add(key, text));
  Pairs out;
  EXPECT_TRUE(sorter.each([&](std::int64_t key, std::string_view text) {
    out.emplace_back(key, text);
    return true;
  }));
  if (parts != nullptr) *parts = sorter.parts();
  return out;
}

TEST(Sorter, MemoryDoesNotChangeTheOrder) {
  std::mt19937_64 random{7};
  Pairs in;
  for (int i = 0; i < 20'000; ++i) {
    in.emplace_back(static_cast<std::int64_t>(random() % 1000) - 500,
                    std::to_string(i) + std::string(random() % 200, 'x'));
  }
  in.emplace_back(3, std::string(300'000, 'y'));  // larger than a block
  Pairs expected = in;
  std::stable_sort(expected.begin(), expected.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::size_t parts = 0;
  EXPECT_EQ(sorted(in, 1ULL << 40, &parts), expected);
  EXPECT_EQ(parts, 0u);
  EXPECT_EQ(sorted(in, 100'000, &parts), expected);
  EXPECT_GT(parts, 5u);
}

TEST(Sorter, AFolderThatIsNotThereIsAnError) {
  Sorter sorter{"/nowhere/at/all", 10};
  EXPECT_FALSE(sorter.add(1, "a text that does not fit"));
}

TEST(Sorter, NothingIsNothing) { EXPECT_TRUE(sorted({}, 10).empty()); }

}  // namespace
}  // namespace firsthour::triage
