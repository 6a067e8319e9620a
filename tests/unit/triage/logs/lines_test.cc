// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/lines.h"

#include "casefile/encoding.h"

#include <gtest/gtest.h>

#include <vector>

namespace firsthour::triage::logs {
namespace {

std::vector<std::string> texts(std::string_view content) {
  std::vector<std::string> all;
  Lines lines{as_bytes(content)};
  for (Line line; lines.next(line);) all.emplace_back(line.text);
  return all;
}

TEST(Lines, EndsAndOffsets) {
  Lines lines{as_bytes("a\r\n\nb")};
  Line line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "a");
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "");
  EXPECT_EQ(line.offset, 3u);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "b");
  EXPECT_EQ(line.number, 3u);
  EXPECT_FALSE(lines.next(line));
}

TEST(Lines, WideTextBecomesUtf8) {
  using namespace std::string_view_literals;
  const std::vector<std::string> expected{"a\xE4\xB8\xAD", "\xF0\x9F\x98\x80", "\xEF\xBF\xBD"};
  EXPECT_EQ(texts("\xFF\xFE"
                  "a\0\x2D\x4E\r\0\n\0\x3D\xD8\x00\xDE\n\0\x00\xDC"sv),
            expected);
  EXPECT_EQ(texts("\xFE\xFF"
                  "\0a\x4E\x2D\0\r\0\n\xD8\x3D\xDE\x00\0\n\xDC\x00"sv),
            expected);
  EXPECT_EQ(texts("\xEF\xBB\xBFx\n"), std::vector<std::string>{"x"});
}

TEST(Lines, LongLinesComeInPieces) {
  const std::string content = std::string(Lines::kLongest + 5, 'x') + "\nend";
  Lines lines{as_bytes(content)};
  Line line;
  ASSERT_TRUE(lines.next(line));
  EXPECT_TRUE(line.piece);
  EXPECT_EQ(line.text.size(), Lines::kLongest);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "xxxxx");
  EXPECT_EQ(line.number, 1u);
  EXPECT_EQ(line.offset, Lines::kLongest);
  ASSERT_TRUE(lines.next(line));
  EXPECT_EQ(line.text, "end");
  EXPECT_FALSE(line.piece);
  EXPECT_EQ(lines.long_lines(), 1u);
}

TEST(Lines, EncodingIsStatedOrGuessedAloud) {
  EXPECT_EQ(encoding_text(as_bytes("plain")), "UTF-8");
  EXPECT_EQ(encoding_text(as_bytes("\xD6\xD0\xCE\xC4")), "GBK (guessed)");
  EXPECT_EQ(encoding_text(as_bytes("\x80\x01")), "bytes");
  EXPECT_EQ(encoding_text(as_bytes("\xFF\xFEx")), "UTF-16LE");
}

}  // namespace
}  // namespace firsthour::triage::logs
