// SPDX-License-Identifier: Apache-2.0
// Lists as they come: saved by spreadsheets of Windows, cut, of the wrong kind, made to hurt. Each is read,
// or it is said why not.
#include "casefile/encoding.h"
#include "triage/indicators/indicator_set.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class HostileLists : public testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }

  std::shared_ptr<const IndicatorSet> loaded(const std::string& text) {
    std::ofstream{folder_ / "list", std::ios::binary} << text;
    said_.clear();
    std::vector<RuleProblem> problems;
    auto set = IndicatorSet::load({(folder_ / "list").native()}, problems);
    EXPECT_TRUE(set);
    for (const RuleProblem& one : problems) said_.push_back(std::to_string(one.line) + ": " + one.what);
    return *set;
  }
  static bool finds(const IndicatorSet& set, std::string_view text) {
    return !set.in_text(as_bytes(text)).empty();
  }

  static std::string wide(std::string_view text, bool big) {
    std::string made;
    for (const char c : text) {
      if (big) made += '\0';
      made += c;
      if (!big) made += '\0';
    }
    return made;
  }

  const fs::path folder_ = fs::temp_directory_path() / ("firsthour-lists-" + std::to_string(::getpid()));
  std::vector<std::string> said_;
};

// A list that a spreadsheet of Windows had saved matched nothing, and nobody said so.
TEST_F(HostileLists, Utf16IsReadInEitherOrderWithAndWithoutItsMark) {
  const std::string csv = "type,value,comment\r\ndomain,evil.com,first\r\nip,45.9.20.7,second\r\n";
  for (const std::string& bytes : {"\xFF\xFE" + wide(csv, false), "\xFE\xFF" + wide(csv, true),
                                   wide(csv, false), wide(csv, true), "\xEF\xBB\xBF" + csv}) {
    const auto set = loaded(bytes);
    EXPECT_EQ(set->count(), 2U);
    EXPECT_THAT(said_, ElementsAre());
    EXPECT_TRUE(finds(*set, "to evil.com") && finds(*set, "from 45.9.20.7"));
  }
  EXPECT_EQ(loaded("\xFF\xFE" + wide(R"({"type":"indicator","id":"indicator--1","pattern_type":"stix",)"
                                     R"("pattern":"[domain-name:value = 'evil.com']"})",
                                     false))
                ->count(),
            1U);
}

// A file of zero bytes was taken for a list without a word.
TEST_F(HostileLists, WhatIsNoListIsSaid) {
  EXPECT_EQ(loaded(std::string(5000, '\0'))->count(), 0U);
  EXPECT_THAT(said_, ElementsAre("0: no text: there are zero bytes in it"));
  EXPECT_EQ(loaded("evil.com\n" + std::string(3, '\0'))->count(), 0U);
  EXPECT_THAT(said_, ElementsAre("0: no text: there are zero bytes in it"));
  for (const char* nothing : {"", "\n\n", "# only a comment\n", "type,value\n", "{}", "[]", R"({"Event":{}})",
                              R"({"type":"bundle","objects":[]})"}) {
    EXPECT_EQ(loaded(nothing)->count(), 0U) << nothing;
    ASSERT_FALSE(said_.empty()) << nothing;
    EXPECT_EQ(said_.back(), "0: no indicator in it") << nothing;
  }
}

TEST_F(HostileLists, OfManyBadLinesTheFirstAreNamedAndTheOthersCounted) {
  std::string text = "type,value\ndomain,evil.com\n";
  for (int i = 0; i < 5000; ++i) text += "nonsense,x\n";
  EXPECT_EQ(loaded(text)->count(), 1U);
  ASSERT_EQ(said_.size(), 101U);
  EXPECT_EQ(said_.front(), "3: the type `nonsense` is not known");
  EXPECT_EQ(said_.back(), "0: and 4900 more");
}

// A line of 64 MB took seconds; one of quotes and blanks would have taken hours.
TEST_F(HostileLists, EndlessLinesAreLeftOut) {
  std::string blanks = "value,comment\n";
  for (int i = 0; i < 4'000'000; ++i) blanks += "\" ";
  EXPECT_TRUE(finds(*loaded(blanks + "\nevil.com,last\n"), "evil.com"));
  EXPECT_THAT(said_, ElementsAre("2: a line of 8000000 bytes was left out"));
  std::string quotes = "value,comment\n";
  for (int i = 0; i < 32'000; ++i) quotes += "\" ";
  EXPECT_TRUE(finds(*loaded(quotes + "\nevil.com,last\n"), "evil.com"));
}

TEST_F(HostileLists, DeepNestingEndsWithAnError) {
  loaded(std::string(1'000'000, '['));
  EXPECT_FALSE(said_.empty());
  loaded(std::string(500'000, '[') + std::string(500'000, ']'));
  EXPECT_FALSE(said_.empty());
  std::string objects;
  for (int i = 0; i < 100'000; ++i) objects += R"({"Event":)";
  loaded(objects + "1" + std::string(100'000, '}'));
  EXPECT_FALSE(said_.empty());
  const std::string deep =
      "[" + std::string(10'000, '(') + "file:name = 'a'" + std::string(10'000, ')') + "]";
  loaded(R"({"type":"indicator","id":"indicator--1","pattern_type":"stix","pattern":")" + deep + "\"}");
  EXPECT_THAT(said_.front(), HasSubstr("nested more than 200 levels deep"));
}

TEST_F(HostileLists, AMillionLinesAreAMillionIndicators) {
  std::string text;
  for (int i = 0; i < 1'000'000; ++i) text += "host" + std::to_string(i) + ".evil.com\n";
  const auto set = loaded(text);
  EXPECT_EQ(set->count(), 1'000'000U);
  EXPECT_TRUE(finds(*set, "see www.host999999.evil.com now"));
  EXPECT_FALSE(finds(*set, "see host1000000.evil.com now"));
}

}  // namespace
}  // namespace firsthour::triage
