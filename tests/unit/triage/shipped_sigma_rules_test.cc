// SPDX-License-Identifier: Apache-2.0
// Every shipped detector against scenes it must hit and look-alikes it must not
// (tests/data/sigma/RULE/hit.jsonl, miss.jsonl); and whole ordinary hosts, which give nothing of severity
// high (tests/data/calm).
#include "tests/unit/triage/made_scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

const fs::path kRules = FIRSTHOUR_SOURCE_DIR "/triage/rules/sigma";
const fs::path kScenes = FIRSTHOUR_SOURCE_DIR "/tests/data/sigma";
const fs::path kCalm = FIRSTHOUR_SOURCE_DIR "/tests/data/calm";

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) names.insert(entry.path().stem().string());
  return names;
}

std::vector<Finding> findings_in(const Scene& scene) {
  const auto checks = shipped_checks();
  return checks ? findings_of(*checks, case_of(scene)) : std::vector<Finding>{};
}

bool hits(const std::string& rule, const std::vector<Finding>& findings) {
  return std::ranges::any_of(findings, [&](const Finding& f) { return f.rule == rule; });
}

TEST(ShippedSigmaRules, LoadWithoutAProblem) {
  const auto checks = shipped_checks();
  ASSERT_TRUE(checks);
  for (const RuleProblem& p : checks->rule_problems())
    ADD_FAILURE() << p.file << ":" << p.line << ": " << p.what;
  EXPECT_EQ(checks->rule_count(), names_in(kRules).size());
}

TEST(ShippedSigmaRules, EachHasScenesItHitsAndScenesItMisses) {
  const std::set<std::string> rules = names_in(kRules);
  EXPECT_EQ(rules, names_in(kScenes));
  for (const std::string& rule : rules) {
    EXPECT_FALSE(scenes_in(kScenes / rule / "hit.jsonl").empty()) << rule;
    EXPECT_FALSE(scenes_in(kScenes / rule / "miss.jsonl").empty()) << rule;
  }
}

TEST(ShippedSigmaRules, HitWhatTheyAreFor) {
  for (const std::string& rule : names_in(kRules)) {
    for (const Scene& scene : scenes_in(kScenes / rule / "hit.jsonl")) {
      EXPECT_TRUE(hits(rule, findings_in(scene))) << rule << " misses\n" << scene.front();
    }
  }
}

TEST(ShippedSigmaRules, LeaveTheLookAlike) {
  for (const std::string& rule : names_in(kRules)) {
    for (const Scene& scene : scenes_in(kScenes / rule / "miss.jsonl")) {
      EXPECT_FALSE(hits(rule, findings_in(scene))) << rule << " hits\n" << scene.front();
    }
  }
}

TEST(ShippedSigmaRules, SayWhyInBothLanguagesWithTheFactsFilledIn) {
  for (const std::string& rule : names_in(kRules)) {
    for (const Scene& scene : scenes_in(kScenes / rule / "hit.jsonl")) {
      for (const Finding& f : findings_in(scene)) {
        EXPECT_FALSE(f.title.empty() || f.title_zh.empty() || f.why.empty() || f.why_zh.empty()) << f.rule;
        EXPECT_EQ(f.why.find('{'), std::string::npos) << f.rule << ": " << f.why;
        EXPECT_FALSE(f.matches.empty()) << f.rule;
        EXPECT_FALSE(f.attack.empty()) << f.rule;
        EXPECT_EQ(f.rule_digest.size(), 64u) << f.rule;
        EXPECT_EQ(f.host, "web1");
      }
    }
  }
}

// The planted things must not drown: one cause gives one line, not five.
TEST(ShippedSigmaRules, OneCauseGivesAtMostThreeFindings) {
  for (const std::string& rule : names_in(kRules)) {
    for (const Scene& scene : scenes_in(kScenes / rule / "hit.jsonl")) {
      std::string names;
      const auto findings = findings_in(scene);
      for (const Finding& f : findings) names += f.rule + " ";
      EXPECT_LE(findings.size(), 3u) << scene.front() << "\n" << names;
    }
  }
}

TEST(ShippedSigmaRules, OrdinaryServersGiveNothingHigh) {
  for (const std::string& host : names_in(kCalm)) {
    const auto scenes = scenes_in(kCalm / (host + ".jsonl"));
    ASSERT_EQ(scenes.size(), 1u) << host;
    for (const Finding& f : findings_in(scenes.front())) {
      EXPECT_LT(f.severity, Severity::high) << host << ": " << f.rule << ": " << f.why;
    }
  }
}

}  // namespace
}  // namespace firsthour::triage
