// SPDX-License-Identifier: Apache-2.0
#include "casefile/qr_code.h"

#include "tests/unit/casefile/folder.h"
#include "tests/unit/casefile/sample.h"

#include <gtest/gtest.h>

namespace firsthour::testing {
namespace {

std::string decoded(const Folder& folder, const std::string& png) {
  folder.write("code.png", png);
  return folder.run("zbarimg --quiet --raw --nodbus --oneshot -Sbinary code.png 2>/dev/null").output;
}

#define NEEDS_ZBARIMG() \
  if (!has_program("zbarimg")) GTEST_SKIP() << "zbarimg (package zbar-tools) is not here"

TEST(QrCode, PngsOfEveryVersionAreReadByZbar) {
  NEEDS_ZBARIMG();
  const Folder folder;
  for (const std::size_t size : {1u,   14u,  15u,  26u,  42u,  62u,  84u,  106u, 122u, 152u, 180u,
                                 213u, 251u, 287u, 331u, 362u, 412u, 450u, 504u, 560u, 624u, 666u}) {
    std::string text;
    while (text.size() < size) text += "sha256 5f3c 91aa 07de; ";
    text.resize(size);
    const auto code = encode_qr(text);
    ASSERT_TRUE(code) << size;
    EXPECT_EQ(decoded(folder, qr_as_png(*code, 4)), text) << size << " bytes, side " << code->side;
  }
}

TEST(QrCode, ChineseAndEveryByteValueComeBack) {
  NEEDS_ZBARIMG();
  const Folder folder;
  const std::string chinese = "电子数据固定清单 第1页 校验值 5f3c";
  EXPECT_EQ(decoded(folder, qr_as_png(*encode_qr(chinese), 3)), chinese);
  std::string bytes;
  for (int i = 0; i < 256; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(decoded(folder, qr_as_png(*encode_qr(bytes), 3)), bytes);
}

TEST(QrCode, SayWhenItDoesNotFit) {
  EXPECT_TRUE(encode_qr(std::string(666, 'x')));
  const auto code = encode_qr(std::string(667, 'x'));
  ASSERT_FALSE(code);
  EXPECT_EQ(code.error().code, Errc::no_space);
}

// What any reader looks for first, by the figures of ISO/IEC 18004.
TEST(QrCode, HasTheFixedPatternsOfVersionOne) {
  const QrCode code = *encode_qr("firsthour");
  ASSERT_EQ(code.side, 21);
  for (int i = 0; i < 7; ++i) {
    EXPECT_TRUE(code.dark(i, 0) && code.dark(0, i) && code.dark(20 - i, 0) && code.dark(0, 20 - i)) << i;
    EXPECT_FALSE(code.dark(i, 7) || code.dark(7, i) || code.dark(13, i) || code.dark(i, 13)) << i;
  }
  for (int i = 8; i < 13; ++i) EXPECT_EQ(code.dark(6, i), i % 2 == 0) << "timing " << i;
  EXPECT_TRUE(code.dark(8, 13)) << "the module that is always dark";
  // Format bits stand twice.
  unsigned first = 0, second = 0;
  for (const auto& [x, y] : {std::pair{0, 8},
                             {1, 8},
                             {2, 8},
                             {3, 8},
                             {4, 8},
                             {5, 8},
                             {7, 8},
                             {8, 8},
                             {8, 7},
                             {8, 5},
                             {8, 4},
                             {8, 3},
                             {8, 2},
                             {8, 1},
                             {8, 0}}) {
    first = first << 1 | (code.dark(x, y) ? 1u : 0u);
  }
  for (int y = 20; y >= 14; --y) second = second << 1 | (code.dark(8, y) ? 1u : 0u);
  for (int x = 13; x <= 20; ++x) second = second << 1 | (code.dark(x, 8) ? 1u : 0u);
  EXPECT_EQ(first, second);
  EXPECT_EQ((first ^ 0x5412) >> 13, 0u) << "level M";
}

TEST(QrCode, TextFormsKeepAQuietZoneOfFour) {
  const QrCode code = *encode_qr("firsthour");
  const std::string console = qr_for_console(code);
  EXPECT_EQ(console.size(), static_cast<std::size_t>(29 * (29 * 2 + 1)));
  EXPECT_EQ(console.find_first_not_of("#\n"), static_cast<std::size_t>(4 * 59 + 8)) << "first dark module";
  EXPECT_EQ(console.find_first_not_of("# \n"), std::string::npos);
  const std::string terminal = qr_for_terminal(code);
  EXPECT_EQ(std::count(terminal.begin(), terminal.end(), '\n'), 15);
  EXPECT_TRUE(is_utf8(terminal));
  const std::string svg = qr_as_svg(code, 3);
  EXPECT_NE(svg.find(R"(width="87" height="87" viewBox="0 0 29 29" shape-rendering="crispEdges")"),
            std::string::npos);
}

TEST(QrCode, AScreenGetsTheFormThatFits) {
  const QrCode code = *encode_qr("firsthour");
  EXPECT_EQ(qr_for_screen(code, 58, true), qr_for_console(code));
  EXPECT_EQ(qr_for_screen(code, 57, true), qr_for_terminal(code)) << "a wrapped code cannot be read";
  EXPECT_EQ(qr_for_screen(code, 29, false), qr_for_terminal(code));
  EXPECT_EQ(qr_for_screen(code, 28, false), "");
}

}  // namespace
}  // namespace firsthour::testing
