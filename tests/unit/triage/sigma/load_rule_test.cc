// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/load_rule.h"

#include "triage/host/field_catalogue.h"

#include <gtest/gtest.h>

namespace firsthour::triage::sigma {
namespace {

LoadedRules load(const std::string& yaml) { return load_rules(yaml, "made.yml", HostFieldCatalogue{}); }

// A rule with this detection, which starts at line 6.
std::string rule_with(const std::string& detection) {
  return "title: T\nlogsource:\n  product: linux\n  service: host.process\ndetection:\n" + detection;
}

RuleProblem problem_of(const std::string& yaml) {
  const LoadedRules loaded = load(yaml);
  EXPECT_TRUE(loaded.rules.empty()) << yaml;
  EXPECT_EQ(loaded.problems.size(), 1u) << yaml;
  return loaded.problems.empty() ? RuleProblem{} : loaded.problems.front();
}

void expect_problem(const std::string& yaml, int line, const std::string& words) {
  const RuleProblem problem = problem_of(yaml);
  EXPECT_EQ(problem.file, "made.yml");
  EXPECT_EQ(problem.line, line) << problem.what;
  EXPECT_NE(problem.what.find(words), std::string::npos) << problem.what;
}

TEST(LoadRule, ReadsWhatAFindingNeeds) {
  const LoadedRules loaded = load(R"(title: Shell
name: shell
level: informational
tags: [attack.execution, attack.t1059.004, cve.2024.1]
logsource: {product: linux, service: host.process}
detection:
  selection:
    process.name: [sh, bash]
  condition: selection
firsthour:
  title_zh: 外壳
  why: "{process.pid} runs"
  once_per: "{process.name}"
)");
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems.front().what;
  const Rule& rule = loaded.rules.at(0);
  EXPECT_EQ(rule.name, "shell");
  EXPECT_EQ(rule.severity, Severity::info);
  EXPECT_EQ(rule.attack, std::vector<std::string>{"T1059.004"});
  EXPECT_EQ(rule.title_zh, "外壳");
  EXPECT_EQ(rule.why, "{process.pid} runs");
  EXPECT_EQ(rule.digest.size(), 64u);
}

TEST(LoadRule, SeveralDocumentsAreSeveralRules) {
  const std::string one = rule_with("  s:\n    process.pid: 1\n  condition: s\n");
  EXPECT_EQ(load(one + "---\n" + one).rules.size(), 2u);
}

TEST(LoadRule, AListOfMapsIsAnOrAndAListOfWordsAreKeywords) {
  const LoadedRules loaded =
      load(rule_with("  maps:\n    - process.pid: 1\n    - process.pid: 2\n  words:\n    - evil\n"
                     "  condition: maps or words\n"));
  ASSERT_TRUE(loaded.problems.empty()) << loaded.problems.front().what;
  EXPECT_EQ(loaded.rules.at(0).searches.at(0).alternatives.size(), 2u);
  EXPECT_TRUE(loaded.rules.at(0).searches.at(1).alternatives.at(0).at(0).field.empty());
}

TEST(LoadRule, NamesFileAndLineOfWhatItCannotHonour) {
  expect_problem(rule_with("  s:\n    process.pid|rex: '1+'\n  condition: s\n"), 7,
                 "unsupported modifier \"rex\"");
  expect_problem(rule_with("  s:\n    process.pidd: 1\n  condition: s\n"), 7, "no field \"process.pidd\"");
  expect_problem(rule_with("  s:\n    process.pid: 1\n  condition: s and x\n"), 8, "no search named \"x\"");
  expect_problem(rule_with("  s:\n    process.pid: 1\n"), 6, "\"condition\" is missing");
  expect_problem(rule_with("  s: {}\n  condition: s\n"), 6, "matches everything");
  expect_problem(rule_with("  s:\n    process.pid: 1\n    process.pid: 2\n  condition: s\n"), 8,
                 "stands twice");
  expect_problem(rule_with("  s:\n    process.pid: {a: 1}\n  condition: s\n"), 7, "a value must be");
  expect_problem(rule_with("  s:\n    process.pid: 1\n  timeframe: 5m\n  condition: s\n"), 8, "correlations");
  expect_problem(rule_with("  s:\n    process.pid: 1\n  condition: s\nlevel: urgent\n"), 9, "is no level");
  expect_problem(rule_with("  s:\n    process.pid: 1\n  condition: s\nfirsthour:\n  wy: x\n"), 10,
                 "\"wy\" is not known");
  expect_problem(rule_with("  s:\n    process.pid: 1\n  condition: s\nfirsthour:\n  why: '{process.id}'\n"),
                 10, "no field \"process.id\"");
  expect_problem("title: T\n", 1, "\"logsource\"");
  expect_problem("- a\n- b\n", 1, "a rule is a map");
  expect_problem("title: T\naction: global\n", 2, "left the standard");
  expect_problem("title: T\ntaxonomy: ecs\n", 2, "taxonomy \"ecs\" is not known");
}

TEST(LoadRule, ALogSourceThatWeDoNotHaveIsAProblem) {
  expect_problem(
      "title: T\nlogsource:\n  product: linux\n  service: host.nothing\ndetection:\n  s:\n    a: 1\n  "
      "condition: "
      "s\n",
      3, "no records or files of ours");
}

TEST(LoadRule, BrokenYamlIsAProblemWithItsLine) {
  expect_problem("title: T\nlogsource: [\n", 3, "");
  EXPECT_EQ(load("").problems.size(), 1u);
  expect_problem("title: &a [*a, *a]\n", 1, "");
}

TEST(LoadRule, AFileThatUnfoldsToAHugeTreeIsRefused) {
  std::string bomb = rule_with("  s:\n    process.pid: &a [1,2,3,4,5,6,7,8,9,10]\n");
  for (int i = 0; i < 6000; ++i) bomb += "  s" + std::to_string(i) + ":\n    process.pid: *a\n";
  const RuleProblem problem = problem_of(bomb + "  condition: s\n");
  EXPECT_NE(problem.what.find("too large"), std::string::npos) << problem.what;
}

// yaml-cpp made documents of it until memory was gone.
TEST(SigmaLoadRule, AStrayClosingBracketEnds) {
  for (const char* text : {"a}", "title: x}\n", "a]", "a: b\n}}}}"}) {
    const LoadedRules loaded = load(text);
    EXPECT_TRUE(loaded.rules.empty()) << text;
    EXPECT_FALSE(loaded.problems.empty()) << text;
  }
}

}  // namespace
}  // namespace firsthour::triage::sigma
