// SPDX-License-Identifier: Apache-2.0
#include "cli/options.h"

#include <gtest/gtest.h>

#include <array>

namespace firsthour::cli {
namespace {

constexpr std::array kTable{
    Option{"profile", "quick|standard|full", {"", ""}},
    Option{"from", "FILE", {"", ""}, true},
    Option{"yes", "", {"", ""}, false, 'y'},
};

Try<Parsed> parse(const std::vector<std::string>& arguments) {
  const std::array<std::span<const Option>, 1> tables{kTable};
  return parse_options(arguments, tables);
}

TEST(Options, StandAnywhereAmongTheWords) {
  const auto said = parse({"--yes", "CASE", "--profile", "full", "--from=a", "--from", "-"});
  ASSERT_TRUE(said);
  EXPECT_EQ(said->words, std::vector<std::string>{"CASE"});
  EXPECT_TRUE(said->has("yes"));
  EXPECT_EQ(said->value("profile"), "full");
  EXPECT_EQ(said->values("from"), (std::vector<std::string>{"a", "-"}));
}

TEST(Options, ASingleDashAndWhatFollowsTwoAreWords) {
  EXPECT_EQ(parse({"-", "--", "--yes"})->words, (std::vector<std::string>{"-", "--yes"}));
}

TEST(Options, LettersWork) { EXPECT_TRUE(parse({"-y"})->has("yes")); }

TEST(Options, AnUnknownOneIsRefusedWithASuggestion) {
  const auto said = parse({"--profil", "full"});
  ASSERT_FALSE(said) << "an abbreviation was taken";
  EXPECT_EQ(said.error().exit, Exit::usage);
  EXPECT_EQ(said.error().hint, "did you mean `--profile`?");
}

TEST(Options, AValueMustBeAmongTheAllowedWords) {
  EXPECT_FALSE(parse({"--profile", "fastest"}));
  EXPECT_EQ(parse({"--profile", "fastest"}).error().hint, "one of quick|standard|full");
}

TEST(Options, OnlyRepeatableOnesAreGivenTwice) {
  EXPECT_FALSE(parse({"--profile", "full", "--profile", "quick"}));
  EXPECT_TRUE(parse({"--from", "a", "--from", "b"}));
}

TEST(Options, AMissingOrSuperfluousValueIsNamed) {
  EXPECT_FALSE(parse({"--profile"}));
  EXPECT_FALSE(parse({"--yes=no"}));
}

TEST(Options, TheNearestWordIsNearOrNone) {
  const std::vector<std::string> words{"respond", "report", "doctor"};
  EXPECT_EQ(nearest("reprot", words), "report");
  EXPECT_EQ(nearest("xyzzy", words), std::nullopt);
}

}  // namespace
}  // namespace firsthour::cli
