// SPDX-License-Identifier: Apache-2.0
#include "collectors/files/file_source.h"

#include <gtest/gtest.h>

namespace firsthour::collectors {
namespace {

TEST(SelectRanges, AWholeFileNeedsNoExtents) {
  const Selection selection = select_ranges({{0, 100}}, 100, 0, false);
  EXPECT_EQ(selection.bytes, 100u);
  EXPECT_TRUE(selection.whole && selection.is_plain);
}

TEST(SelectRanges, OfASparseFileOnlyTheDataIsStored) {
  const Selection selection = select_ranges({{0, 4096}, {10ull << 30, 4096}}, (10ull << 30) + 4096, 0, false);
  EXPECT_EQ(selection.bytes, 8192u);
  EXPECT_TRUE(selection.whole);
  EXPECT_FALSE(selection.is_plain);
}

TEST(SelectRanges, KeepsTheEndOfALogAndTheBeginningOfOtherFiles) {
  const Selection end = select_ranges({{0, 100}, {200, 50}}, 250, 60, true);
  ASSERT_EQ(end.ranges.size(), 2u);
  EXPECT_EQ(end.ranges[0].offset, 90u);
  EXPECT_EQ(end.ranges[0].length, 10u);
  EXPECT_EQ(end.ranges[1].offset, 200u);
  EXPECT_FALSE(end.whole);
  const Selection begin = select_ranges({{0, 100}, {200, 50}}, 250, 60, false);
  ASSERT_EQ(begin.ranges.size(), 1u);
  EXPECT_EQ(begin.ranges[0].offset, 0u);
  EXPECT_EQ(begin.ranges[0].length, 60u);
}

TEST(SelectRanges, JoinsTheNearestOfTooManyRanges) {
  std::vector<Extent> data;
  for (std::uint64_t i = 0; i < 10'000; ++i) data.push_back({i * 8192, 4096});
  data.push_back({1ull << 40, 4096});  // the one far gap must stay a hole
  const Selection selection = select_ranges(data, (1ull << 40) + 4096, 0, false);
  EXPECT_LE(selection.ranges.size(), 4096u);
  EXPECT_LT(selection.bytes, 100'000'000u);
  EXPECT_EQ(selection.ranges.back().offset, 1ull << 40);
}

}  // namespace
}  // namespace firsthour::collectors
