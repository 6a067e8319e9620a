// SPDX-License-Identifier: Apache-2.0
#include "cli/display_width.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

TEST(DisplayWidth, ChineseTakesTwoColumns) {
  EXPECT_EQ(display_width("abc"), 3u);
  EXPECT_EQ(display_width("电子数据"), 8u);
  EXPECT_EQ(display_width("a电b"), 4u);
  EXPECT_EQ(display_width("，。"), 4u);
}

TEST(DisplayWidth, CombiningMarksTakeNone) { EXPECT_EQ(display_width("e\xcc\x81"), 1u); }

TEST(DisplayWidth, BytesThatAreNoTextTakeOneEach) { EXPECT_EQ(display_width("\xff\xe7\x94"), 3u); }

TEST(DisplayWidth, FitNeverCutsACharacterInHalf) {
  EXPECT_EQ(fit("电子数据", 8), "电子数据");
  EXPECT_EQ(fit("电子数据", 7), "电子数…");
  EXPECT_EQ(fit("电子数据", 6), "电子…");
  EXPECT_EQ(fit("abc", 1), "…");
}

TEST(DisplayWidth, ColumnsAreExactlyAsWideAsAsked) {
  for (const char* text : {"", "abc", "电子数据固定清单", "a电b子c"})
    EXPECT_EQ(display_width(column(text, 7)), 7u);
}

TEST(DisplayWidth, WrapBreaksAtBlanksAndBetweenChineseCharacters) {
  EXPECT_EQ(wrap("one two three", 12, ""), "one two\nthree\n");
  EXPECT_EQ(wrap("电子数据固定清单", 12, ""), "电子数据固定\n清单\n");
  EXPECT_EQ(wrap("电子数据固定，清单", 12, ""), "电子数据固\n定，清单\n") << "a line begins with a comma";
}

}  // namespace
}  // namespace firsthour::cli
