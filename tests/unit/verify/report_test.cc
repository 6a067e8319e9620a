// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::verify {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;

TEST(VerifyReport, TheGravestDecidesTheExitCode) {
  Report report;
  EXPECT_EQ(report.exit_code(), 0);
  report.problem(Kind::key_unknown, {}, worded("x"));
  EXPECT_EQ(report.exit_code(), 7);
  report.left_out(worded("a half"));
  EXPECT_EQ(report.exit_code(), 3) << "a part is graver than a key that is only not known";
  report.problem(Kind::unreadable, {}, worded("x"));
  EXPECT_EQ(report.exit_code(), 1);
  report.problem(Kind::signature_wrong, {}, worded("x"));
  EXPECT_EQ(report.exit_code(), 7);
  report.problem(Kind::evidence_altered, {}, worded("x"));
  EXPECT_EQ(report.exit_code(), 4);
  report.problem(Kind::ledger_broken, {}, worded("x"));
  EXPECT_EQ(report.exit_code(), 6);
}

TEST(VerifyReport, APartialCheckIsSaidOnTheLastLine) {
  Report report;
  report.fact("items", worded("items"), 3);
  report.left_out(say("part {} of {}", "{}/{}", 1, 4));
  EXPECT_THAT(report.as_text(false), EndsWith("ONLY A PART WAS CHECKED; part 1 of 4\n"));
  EXPECT_THAT(report.as_text(false), Not(HasSubstr("GOOD")));
}

TEST(VerifyReport, NamesCannotDriveTheTerminal) {
  Report report;
  report.problem(Kind::evidence_altered, {"objects/\x1b[2J\n\xE2\x80\xAE\xff", "", {}, 10, 5},
                 worded("altered"));
  EXPECT_THAT(report.as_text(false), HasSubstr("objects/\\x1b[2J\\x0a\\u{202e}\\xff, bytes 10-14: altered"));
  EXPECT_THAT(report.as_json_lines(), HasSubstr(R"("file":"objects/\u001b[2J\n)"));
}

TEST(VerifyReport, CountsWhatItDoesNotKeep) {
  Report report;
  for (int i = 0; i < 1500; ++i) report.problem(Kind::evidence_altered, {"x", "", {}, {}, {}}, worded("y"));
  EXPECT_THAT(report.as_text(false), HasSubstr("and 500 more"));
  EXPECT_THAT(report.as_json_lines(), HasSubstr("\"problems\":1500"));
}

}  // namespace
}  // namespace firsthour::verify
