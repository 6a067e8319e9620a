// SPDX-License-Identifier: Apache-2.0
// Every shipped detector against scenes it must hit and look-alikes it must not
// (tests/data/sigma/RULE/hit.jsonl, miss.jsonl); and whole ordinary hosts, which give nothing of severity
// high (tests/data/calm).
#include "tests/unit/triage/made_scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

const fs::path kRules = FIRSTHOUR_SOURCE_DIR "/triage/rules/sigma";
const fs::path kScenes = FIRSTHOUR_SOURCE_DIR "/tests/data/sigma";
const fs::path kCalm = FIRSTHOUR_SOURCE_DIR "/tests/data/calm";

std::set<std::string> names_in(const fs::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{folder}) {
    if (entry.path().filename() != "logs") names.insert(entry.path().stem().string());
  }
  return names;
}

// Loading the rules takes longer than matching them: each scene is a host of its own in one run.
struct Staged {
  std::string rule, host;
  Scene scene;
  std::vector<Finding> findings;
};

std::vector<Staged> staged(const std::string& file) {
  std::vector<Staged> all;
  for (const std::string& rule : names_in(kRules)) {
    for (const Scene& scene : scenes_in(kScenes / rule / file)) {
      all.push_back({rule, "host" + std::to_string(all.size()), scene, {}});
    }
  }
  return all;
}

std::vector<Staged> played(std::vector<Staged> all) {
  const auto checks = shipped_checks();
  if (!checks) return {};
  for (const Staged& one : all) {
    const MadeCase made = case_of(one.scene);
    for (CaseItem item : made.items()) {
      item.item.host = one.host;
      const auto taken = checks->take(item, made);
      EXPECT_TRUE(taken) << taken.error().what;
    }
  }
  for (const Finding& f : checks->findings()) {
    for (Staged& one : all) {
      if (one.host == f.host) one.findings.push_back(f);
    }
  }
  return all;
}

bool hits(const Staged& one) {
  return std::ranges::any_of(one.findings, [&](const Finding& f) { return f.rule == one.rule; });
}

TEST(ShippedSigmaRules, LoadWithoutAProblem) {
  const auto checks = shipped_checks();
  ASSERT_TRUE(checks);
  for (const RuleProblem& p : checks->rule_problems()) {
    ADD_FAILURE() << p.file << ":" << p.line << ": " << p.what;
  }
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
  for (const Staged& one : played(staged("hit.jsonl"))) {
    EXPECT_TRUE(hits(one)) << one.rule << " misses\n" << one.scene.front();
  }
}

TEST(ShippedSigmaRules, LeaveTheLookAlike) {
  for (const Staged& one : played(staged("miss.jsonl"))) {
    EXPECT_FALSE(hits(one)) << one.rule << " hits\n" << one.scene.front();
  }
}

TEST(ShippedSigmaRules, SayWhyInBothLanguagesWithTheFactsFilledIn) {
  const std::regex placeholder{R"(\{[a-z_.]+\})"};
  for (const Staged& one : played(staged("hit.jsonl"))) {
    for (const Finding& f : one.findings) {
      EXPECT_FALSE(f.title.empty() || f.title_zh.empty() || f.why.empty() || f.why_zh.empty()) << f.rule;
      EXPECT_FALSE(std::regex_search(f.why + f.why_zh, placeholder)) << f.rule << ": " << f.why;
      EXPECT_FALSE(f.matches.empty()) << f.rule;
      EXPECT_FALSE(f.attack.empty()) << f.rule;
      EXPECT_EQ(f.rule_digest.size(), 64u) << f.rule;
    }
  }
}

// What matters must not drown: one cause gives a line or two, not five.
TEST(ShippedSigmaRules, OneCauseGivesAtMostThreeFindings) {
  for (const Staged& one : played(staged("hit.jsonl"))) {
    std::string names;
    for (const Finding& f : one.findings) names += f.rule + " ";
    EXPECT_LE(one.findings.size(), 3u) << one.scene.front() << "\n" << names;
  }
}

TEST(ShippedSigmaRules, OrdinaryServersGiveNothingHigh) {
  std::vector<Staged> servers;
  for (const std::string& server : names_in(kCalm)) {
    for (const Scene& scene : scenes_in(kCalm / (server + ".jsonl")))
      servers.push_back({"", server, scene, {}});
  }
  EXPECT_GE(servers.size(), 3u);
  for (const Staged& server : played(servers)) {
    for (const Finding& f : server.findings) {
      EXPECT_LT(f.severity, Severity::high) << server.host << ": " << f.rule << ": " << f.why;
    }
  }
}

}  // namespace
}  // namespace firsthour::triage
