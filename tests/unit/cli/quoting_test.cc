// SPDX-License-Identifier: Apache-2.0
#include "cli/quoting.h"

#include <gtest/gtest.h>

#include <vector>

namespace firsthour::cli {
namespace {

TEST(Quoting, PlainWordsStayAsTheyAre) { EXPECT_EQ(quoted_for_shell("/tmp/x-1.case"), "/tmp/x-1.case"); }

TEST(Quoting, EverythingElseCanBeTypedAgain) {
  EXPECT_EQ(quoted_for_shell(""), "''");
  EXPECT_EQ(quoted_for_shell("a b"), "'a b'");
  EXPECT_EQ(quoted_for_shell("it's"), "'it'\\''s'");
  const std::vector<std::string> words{"incident", "note", "a; rm"};
  EXPECT_EQ(joined_for_shell(words), "incident note 'a; rm'");
}

}  // namespace
}  // namespace firsthour::cli
