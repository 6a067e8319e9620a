// SPDX-License-Identifier: Apache-2.0
#include "cli/roff.h"

#include <gtest/gtest.h>

namespace firsthour::cli {
namespace {

std::string body(std::string_view markdown) {
  const std::string page = roff_from_markdown(markdown, {"firsthour-x", "1", "0"});
  return page.substr(page.find('\n') + 1);
}

TEST(Roff, HeadingsBecomeSections) { EXPECT_EQ(body("## Exit status\n"), ".SH EXIT STATUS\n"); }

TEST(Roff, MarksBecomeFonts) {
  EXPECT_EQ(body("**firsthour case** *CASE* `x`\n"), "\\fBfirsthour case\\fR \\fICASE\\fR \\fBx\\fR\n");
}

TEST(Roff, AMarkWithoutItsPartnerStays) { EXPECT_EQ(body("2 * 3\n"), "2 * 3\n"); }

TEST(Roff, NothingOfTheTextIsARequest) {
  EXPECT_EQ(body(".so /etc/passwd\n"), "\\&.so /etc/passwd\n");
  EXPECT_EQ(body("a\\b --x\n"), "a\\eb \\-\\-x\n");
}

TEST(Roff, IndentedLinesAreCode) {
  EXPECT_EQ(body("Run:\n\n    firsthour x\n    .y\n\nThen.\n"),
            "Run:\n.PP\n.RS 4\n.EX\nfirsthour x\n\\&.y\n.EE\n.RE\n.PP\nThen.\n");
}

TEST(Roff, ListsBecomeBullets) { EXPECT_EQ(body("- one\n- two\n"), ".IP \\(bu 2\none\n.IP \\(bu 2\ntwo\n"); }

TEST(Roff, ATermStandsOverItsMeaning) { EXPECT_EQ(body("**--x**\n: y\n"), ".TP\n\\fB\\-\\-x\\fR\ny\n"); }

}  // namespace
}  // namespace firsthour::cli
