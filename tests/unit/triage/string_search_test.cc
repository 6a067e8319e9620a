// SPDX-License-Identifier: Apache-2.0
// The search for strings beside libyara's own, in one process, over contents that are full of beginnings and
// ends.
#include "triage/yara/string_search.h"

#include "triage/yara/atom_finders.h"
#include "triage/yara/library.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <tuple>

namespace firsthour::triage {
namespace {

using Found = std::set<std::tuple<std::string, std::string, std::uint64_t, std::uint64_t>>;

// Strings of all lengths an atom can have, without any, with many, in parts, at a place.
constexpr const char* kRules = R"(
rule whole { strings: $a = "needle" $b = "abcd" nocase $c = "abc" wide ascii $d = "ab" fullword condition: any of them }
rule one_byte { strings: $a = { 61 } $b = "z" condition: any of them }
rule two { strings: $a = { 61 62 } $b = { 00 ?? 01 } condition: any of them }
rule three { strings: $a = { 62 63 64 } $b = { (61 | 62) 63 ?? 64 } condition: any of them }
rule far { strings: $a = { 61 62 63 64 [0-3000] 65 66 67 68 } condition: $a }
rule place { strings: $a = "abcd" condition: $a at 0 }
rule hidden { strings: $a = "abcd" xor $b = "needle" base64 condition: any of them }
rule counted { strings: $a = "bc" condition: #a > 2 }
)";
constexpr const char* kWithoutAtom = R"(
rule everywhere { strings: $a = /[a-c]{2,3}[^a]/ $b = /.d/ condition: any of them }
)";

class StringSearch : public testing::Test {
 protected:
  std::shared_ptr<const RuleSet> compile(const std::string& text) {
    const auto path =
        std::filesystem::temp_directory_path() / ("firsthour-search-" + std::to_string(::getpid()) + ".yar");
    std::ofstream{path} << text;
    std::vector<RuleProblem> problems;
    auto rules = RuleSet::compile({path.native()}, problems);
    std::filesystem::remove(path);
    EXPECT_TRUE(rules && problems.empty());
    return *rules;
  }

  static Found ours(const std::shared_ptr<const RuleSet>& rules, const std::string& content) {
    return found_by(**RuleScanner::over(rules), content);
  }

  static Found found_by(RuleScanner& scanner, const std::string& content) {
    Found found;
    const auto answer = scanner.scan(std::as_bytes(std::span{content}), {}, std::chrono::seconds{60});
    for (const Hit& hit : answer->hits) {
      found.emplace(hit.rule, "", 0, 0);
      for (const FindingMatch& match : hit.matches)
        found.emplace(hit.rule, match.string, match.offset, match.length);
    }
    return found;
  }

  static int take(YR_SCAN_CONTEXT* context, int message, void* data, void* user) {
    if (message != CALLBACK_MSG_RULE_MATCHING) return CALLBACK_CONTINUE;
    auto* rule = static_cast<YR_RULE*>(data);
    auto& found = *static_cast<Found*>(user);
    found.emplace(rule->identifier, "", 0, 0);
    YR_STRING* string = nullptr;
    yr_rule_strings_foreach(rule, string) {
      YR_MATCH match;
      for (const YR_MATCH* at = context->matches[string->idx].head; at; at = match.next) {
        std::memcpy(&match, static_cast<const void*>(at), sizeof match);
        found.emplace(rule->identifier, string->identifier, match.base + match.offset, match.data_length);
      }
    }
    return CALLBACK_CONTINUE;
  }

  static Found libyaras(const std::shared_ptr<const RuleSet>& rules, const std::string& content) {
    Found found;
    YR_RULES* compiled = static_cast<const CompiledRules&>(*rules).get();
    EXPECT_EQ(yr_rules_scan_mem(compiled, reinterpret_cast<const std::uint8_t*>(content.data()),
                                content.size(), SCAN_FLAGS_NO_TRYCATCH, take, &found, 60),
              ERROR_SUCCESS);
    return found;
  }

  void compare(const std::string& rule_text) {
    const auto rules = compile(rule_text);
    std::mt19937 random{7};
    constexpr std::string_view kPieces[] = {"abcd",      "needle",   "ab", "efgh", "ABCD",
                                            "a\0b\0c\0", "bmVlZGxl", "z",  "\0x\1"};
    std::size_t answers = 0;
    for (int round = 0; round < 600; ++round) {
      std::string content;
      for (auto left = random() % (round % 20 == 0 ? 3000 : 12); left > 0; --left) {
        if (random() % 3 == 0)
          content += kPieces[random() % std::size(kPieces)];
        else
          content.push_back(static_cast<char>("abcdefgh\0\xFF "[random() % 11]));
      }
      const Found wanted = libyaras(rules, content);
      ASSERT_EQ(ours(rules, content), wanted) << "round " << round;
      answers += wanted.size();
    }
    EXPECT_GT(answers, 5000u);
  }
};

TEST_F(StringSearch, SaysWhatLibyaraSays) { compare(kRules); }

TEST_F(StringSearch, SaysWhatLibyaraSaysWhenAStringIsVerifiedEverywhere) {
  compare(std::string{kRules} + kWithoutAtom);
}

// 20 stretches of what helpers search, and a bit; what spans two of them, stretches so full that a helper has
// no room for all, and long ones with nothing.
std::string large_content() {
  std::string content(20 * AtomFinders::kPlaces + 77, '\0');
  for (std::size_t i = 1; i <= 20; ++i)
    for (std::size_t before = 0; before < 8; ++before)
      content.replace(i * AtomFinders::kPlaces - 40 * before - before, 6, "needle");
  const std::size_t full = 7 * AtomFinders::kPlaces;
  for (std::size_t at = full; at < full + AtomFinders::kPlaces; at += 4) content.replace(at, 4, "abcd");
  content.replace(content.size() - 4, 4, "abcd");
  return content;
}

TEST_F(StringSearch, SaysTheSameOfLargeContentsWithHelpers) {
  const std::string content = large_content();
  for (const std::string& rule_text : {std::string{kRules}, std::string{kRules} + kWithoutAtom}) {
    const auto rules = compile(rule_text);
    const Found wanted = libyaras(rules, content);
    EXPECT_GT(wanted.size(), 100'000u);
    for (const unsigned helpers : {1U, 3U}) {
      const auto scanner = *RuleScanner::over(rules, {nullptr, helpers});
      EXPECT_EQ(found_by(*scanner, content), wanted);
      EXPECT_EQ(found_by(*scanner, "needle"), libyaras(rules, "needle"));
      EXPECT_EQ(found_by(*scanner, content), wanted) << "a second time";
    }
  }
}

TEST_F(StringSearch, HelpersLetGoOfAContentWhoseScanEndsEarly) {
  const auto rules = compile("rule far { strings: $a = /a.{0,500}d/s condition: $a }");
  const auto scanner = *RuleScanner::over(rules, {nullptr, 2});
  {
    const std::string endless(24 * AtomFinders::kPlaces, 'a');
    const auto answer = scanner->scan(std::as_bytes(std::span{endless}), {}, std::chrono::seconds{1});
    EXPECT_EQ(answer->incomplete, "timed out after 1 s");
  }
  EXPECT_EQ(found_by(*scanner, large_content() + "abcd"), libyaras(rules, large_content() + "abcd"));
}

TEST_F(StringSearch, WithoutAnyStringRulesAreJudgedAllTheSame) {
  const auto rules = compile("rule small { condition: filesize == 3 and uint16be(0) == 0x6162 }");
  EXPECT_EQ(ours(rules, "abc").size(), 1u);
  EXPECT_TRUE(ours(rules, "abcd").empty());
  EXPECT_TRUE(ours(rules, "").empty());
}

}  // namespace
}  // namespace firsthour::triage
