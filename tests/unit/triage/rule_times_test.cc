// SPDX-License-Identifier: Apache-2.0
// Rules that take long are found by looking where a scan is. In processes of their own, because the clock is
// one a process.
#include "triage/yara/rule_set.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <span>

namespace firsthour::triage {
namespace {

// Scans with the rule beside others; 0 when it, and only it, is told to be slow, in that part.
int slow_part_is(const std::string& rule, const std::string& content, const std::string& part) {
  const auto path =
      std::filesystem::temp_directory_path() / ("firsthour-times-" + std::to_string(::getpid()) + ".yar");
  std::ofstream{path} << "rule before { strings: $a = \"abc\" condition: $a }\n"
                      << rule << "\nimport \"math\"\nrule after { condition: math.entropy(0, 5) > 9 }\n";
  std::vector<RuleProblem> problems;
  const auto rules = RuleSet::compile({path.native()}, problems);
  std::filesystem::remove(path);
  if (!rules || !problems.empty()) return 2;
  std::atomic<std::uint32_t> now_at{0};
  const auto scanner = RuleScanner::over(*rules, {&now_at});
  RuleScanner::start_clock();
  const auto answer = (*scanner)->scan(std::as_bytes(std::span{content}), {}, std::chrono::seconds{300});
  if (!answer || answer->slow.size() != 1) return 3;
  const auto last = (*rules)->rule_at(now_at);
  const bool named = answer->slow[0].rule == "slow" && last && last->rule == "slow" && last->file == path;
  return named && answer->slow[0].part == part && answer->slow[0].milliseconds >= 1000 ? 0 : 4;
}

TEST(RuleTimes, NameTheStringThatIsVerifiedForLong) {
  EXPECT_EXIT(
      ::_exit(slow_part_is("rule slow { strings: $b = \"bc\" $r = /a.{0,900}b.{0,900}c.{0,900}d/ condition: "
                           "any of them }",
                           std::string(180'000, 'a'), "$r")),
      testing::ExitedWithCode(0), "");
}

TEST(RuleTimes, NameTheRuleWhoseConditionGoesOnForLong) {
  EXPECT_EXIT(::_exit(slow_part_is(
                  "rule slow { condition: for any i in (0..filesize) : (for any j in (0..filesize) : "
                  "(uint8(i) == 1 and uint8(j) == 2)) }",
                  std::string(9'000, 'x'), "condition")),
              testing::ExitedWithCode(0), "");
}

}  // namespace
}  // namespace firsthour::triage
