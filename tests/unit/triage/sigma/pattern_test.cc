// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/pattern.h"

#include <gtest/gtest.h>

namespace firsthour::triage::sigma {
namespace {

using Anchor = Pattern::Anchor;

bool matches(std::string_view pattern, std::string_view text, Anchor anchor = Anchor::whole) {
  std::string folded;
  fold_case(text, folded);
  return Pattern::from_sigma(pattern, anchor, false).matches(folded);
}

TEST(Pattern, TextIsComparedWholeAndWithoutCase) {
  EXPECT_TRUE(matches("/usr/bin/Curl", "/USR/bin/curl"));
  EXPECT_FALSE(matches("/usr/bin/curl", "/usr/bin/curl2"));
  EXPECT_TRUE(matches("", ""));
  EXPECT_FALSE(matches("", "x"));
}

TEST(Pattern, CasedTellsUpperFromLower) {
  EXPECT_TRUE(Pattern::from_sigma("Curl*", Anchor::whole, true).matches("Curl -s"));
  EXPECT_FALSE(Pattern::from_sigma("Curl*", Anchor::whole, true).matches("curl -s"));
}

TEST(Pattern, StarIsAnyRunAndQuestionMarkOneCharacter) {
  EXPECT_TRUE(matches("LD_PRELOAD=*/tmp/*", "LD_PRELOAD=libm.so:/tmp/x.so"));
  EXPECT_FALSE(matches("LD_PRELOAD=*/tmp/*", "LD_PRELOAD=/opt/tmp"));
  EXPECT_TRUE(matches("a*b*c", "aXbXbXc"));
  EXPECT_FALSE(matches("a*b*c", "aXcXb"));
  EXPECT_TRUE(matches("python3.?", "python3.9"));
  EXPECT_FALSE(matches("python3.?", "python3.11"));
  EXPECT_FALSE(matches("python3.?", "python3."));
  EXPECT_TRUE(matches("*", ""));
  EXPECT_TRUE(matches("*?", "x"));
  EXPECT_FALSE(matches("*?", ""));
}

TEST(Pattern, QuestionMarkIsACharacterNotAByte) {
  EXPECT_TRUE(matches("?.php", "图.php"));
  EXPECT_FALSE(matches("?.php", "图图.php"));
  EXPECT_TRUE(matches("*a?", "xa图"));
}

TEST(Pattern, BackslashTakesAwayTheMeaning) {
  EXPECT_TRUE(matches(R"(a\*b)", "a*b"));
  EXPECT_FALSE(matches(R"(a\*b)", "aXb"));
  EXPECT_TRUE(matches(R"(what\?)", "what?"));
  EXPECT_TRUE(matches(R"(dir\\*)", R"(dir\file)"));
  EXPECT_TRUE(matches(R"(c:\windows)", R"(C:\Windows)")) << "before other characters it is an ordinary one";
  EXPECT_TRUE(matches(R"(end\)", R"(end\)"));
}

TEST(Pattern, AnchorsAreStarsAtTheEnds) {
  EXPECT_TRUE(matches("/tmp/", "/tmp/x", Anchor::starts_with));
  EXPECT_FALSE(matches("/tmp/", "/var/tmp/x", Anchor::starts_with));
  EXPECT_TRUE(matches(".php", "a.PHP", Anchor::ends_with));
  EXPECT_FALSE(matches(".php", "a.php5", Anchor::ends_with));
  EXPECT_TRUE(matches("curl", "sudo curl -s", Anchor::contains));
  EXPECT_TRUE(matches("c?rl", "sudo curl -s", Anchor::contains));
  EXPECT_FALSE(matches("curl", "cur l", Anchor::contains));
}

TEST(Pattern, LiteralGivesNoCharacterAMeaning) {
  EXPECT_TRUE(Pattern::literal("a*", Anchor::whole, true).matches("a*"));
  EXPECT_FALSE(Pattern::literal("a*", Anchor::whole, true).matches("ab"));
}

TEST(Pattern, ManyStarsOverLongTextEnd) {
  std::string pattern;
  for (int i = 0; i < 50; ++i) pattern += "*a";
  EXPECT_FALSE(matches(pattern + "b", std::string(20'000, 'a')));
}

}  // namespace
}  // namespace firsthour::triage::sigma
