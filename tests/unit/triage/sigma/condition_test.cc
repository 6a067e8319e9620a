// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/condition.h"

#include <gtest/gtest.h>

#include <set>

namespace firsthour::triage::sigma {
namespace {

const std::vector<std::string> kNames{"selection", "filter_a", "filter_b", "_hidden"};

// `true_ones`: the searches that match.
bool holds(std::string_view text, const std::set<std::string>& true_ones) {
  auto condition = Condition::parse(text, kNames);
  EXPECT_TRUE(condition) << condition.error().what;
  return condition && condition->holds([&](std::size_t i) { return true_ones.contains(kNames[i]); });
}

std::string problem(std::string_view text) {
  auto condition = Condition::parse(text, kNames);
  EXPECT_FALSE(condition) << text;
  return condition ? "" : condition.error().what;
}

TEST(Condition, AndBindsCloserThanOrAndNotCloserThanBoth) {
  EXPECT_TRUE(holds("selection or filter_a and filter_b", {"selection"}));
  EXPECT_FALSE(holds("(selection or filter_a) and filter_b", {"selection"}));
  EXPECT_TRUE(holds("not selection and filter_a", {"filter_a"}));
  EXPECT_FALSE(holds("not (selection or filter_a)", {"filter_a"}));
}

TEST(Condition, WordsAreReadInAnyCaseButNamesAreNot) {
  EXPECT_TRUE(holds("selection AND NOT filter_a", {"selection"}));
  EXPECT_NE(problem("Selection").find("no search named \"Selection\""), std::string::npos);
}

TEST(Condition, QuantifiersGoOverNames) {
  EXPECT_TRUE(holds("selection and not 1 of filter_*", {"selection"}));
  EXPECT_FALSE(holds("selection and not 1 of filter_*", {"selection", "filter_b"}));
  EXPECT_FALSE(holds("all of filter_*", {"filter_a"}));
  EXPECT_TRUE(holds("all of filter_*", {"filter_a", "filter_b"}));
  EXPECT_TRUE(holds("any of them", {"filter_b"}));
}

TEST(Condition, ThemLeavesOutNamesThatStartWithAnUnderscore) {
  EXPECT_FALSE(holds("1 of them", {"_hidden"}));
  EXPECT_TRUE(holds("all of them", {"selection", "filter_a", "filter_b"}));
  EXPECT_TRUE(holds("1 of _*", {"_hidden"}));
}

TEST(Condition, SaysWhereItIsWrong) {
  EXPECT_EQ(problem("selection and"), "condition, column 14: ends where a search name was expected");
  EXPECT_EQ(problem("selection and missing"), "condition, column 15: there is no search named \"missing\"");
  EXPECT_NE(problem("selection | count() > 5").find("aggregations"), std::string::npos);
  EXPECT_NE(problem("2 of filter_*").find("\"2 of\" is not supported"), std::string::npos);
  EXPECT_NE(problem("1 of nothing*").find("no search is named like"), std::string::npos);
  EXPECT_NE(problem("(selection").find("closing parenthesis"), std::string::npos);
  EXPECT_NE(problem("selection filter_a").find("did not expect"), std::string::npos);
  EXPECT_NE(problem("").find("expected"), std::string::npos);
}

TEST(Condition, HostileDepthIsRefused) {
  EXPECT_NE(problem(std::string(100'000, '(')).find("nested too deeply"), std::string::npos);
  std::string nots;
  for (int i = 0; i < 100'000; ++i) nots += "not ";
  EXPECT_NE(problem(nots + "selection").find("nested too deeply"), std::string::npos);
}

TEST(Condition, SearchesUnderNotDoNotSpeakForIt) {
  auto condition = Condition::parse("selection and not 1 of filter_*", kNames);
  ASSERT_TRUE(condition);
  std::set<std::size_t> positive;
  condition->each_positive([&](std::size_t i) { positive.insert(i); });
  EXPECT_EQ(positive, std::set<std::size_t>{0});
}

}  // namespace
}  // namespace firsthour::triage::sigma
