// SPDX-License-Identifier: Apache-2.0
// What failed is said in Chinese to those who read Chinese.
#include "cli/failure_words.h"

#include "cli/serve/board_command.h"
#include "playbooks/drill.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace firsthour::cli {
namespace {

using playbooks::Drill;
using Change = playbooks::ClockChange::Kind;

// Grades are capital letters in both languages.
bool holds_latin(const std::string& text) {
  for (const char one : text)
    if (one >= 'a' && one <= 'z') return true;
  return false;
}

Drill small_drill() {
  playbooks::Scenario scenario;
  playbooks::DrillRole lead, network;
  lead.id = "lead";
  network.id = "network";
  scenario.roles = {lead, network};
  playbooks::Inject inject, second;
  inject.id = "i1";
  inject.to = {"lead"};
  second.id = "i2";
  second.at = 60'000;
  scenario.injects = {inject, second};
  return Drill{scenario};
}

TEST(FailureWords, AreChineseForWhatADrillRefuses) {
  constexpr Instant kThen{1'800'000'000'000'000'000};
  Drill drill = small_drill();
  std::vector<std::string> refused;
  const auto take = [&](const auto& result) {
    ASSERT_FALSE(result);
    refused.push_back(result.error().what);
  };
  take(drill.change({Change::pause, kThen, 1000, 0}, "Li"));
  ASSERT_TRUE(drill.apply(*drill.change({Change::start, kThen, 1000, 0}, "Li")));
  take(drill.change({Change::start, kThen, 1000, 0}, "Li"));
  take(drill.change({Change::resume, kThen, 1000, 0}, "Li"));
  take(drill.change({Change::rate, kThen, 0, 0}, "Li"));
  take(drill.change({Change::jump, kThen, 1000, -1}, "Li"));
  take(drill.answer("i1", "lead", "yes", kThen, "Li"));
  take(drill.answer("i1", "network", "yes", kThen, "Li"));
  take(drill.answer("none", "lead", "yes", kThen, "Li"));
  take(drill.judge("1", 2, "", "", kThen, "Li"));
  take(drill.judge("1", 0, "X", "", kThen, "Li"));
  take(drill.judge("1", 0, "", "", kThen, "Li"));
  ASSERT_TRUE(drill.apply(*drill.deliver_now("i1", kThen, "Li")));
  take(drill.deliver_now("i1", kThen, "Li"));
  for (const char* wrong : {"[]", R"({"do":"fly"})", R"({"do":7})", R"({"do":"jump","to":"x"})"})
    take(board_command_from(wrong));
  for (const std::string& english : refused) {
    const std::string chinese = chinese_of_failure(english);
    EXPECT_FALSE(chinese.empty()) << english;
    EXPECT_FALSE(holds_latin(chinese)) << english << " -> " << chinese;
  }
}

TEST(FailureWords, TellWhatAndWhy) {
  EXPECT_EQ(chinese_of_failure("cannot open case: a.case: No such file or directory"),
            "无法打开案件：没有那个文件或文件夹");
  EXPECT_EQ(chinese_of_hint("firsthour case create CASE makes one"), "可用此命令新建");
}

TEST(FailureWords, AreNoneForASentenceTheyDoNotKnow) {
  EXPECT_EQ(chinese_of_failure("the moon is full"), "");
}

}  // namespace
}  // namespace firsthour::cli
