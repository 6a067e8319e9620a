// SPDX-License-Identifier: Apache-2.0
// Every shipped rule over logs against logs it must hit and look-alikes it must leave
// (tests/data/sigma_logs/RULE/hit.jsonl, miss.jsonl: one log a line, {"path","content"}; an empty line
// between scenes). The logs go through the readers, as evidence does.
#include "casefile/encoding.h"
#include "casefile/json.h"
#include "triage/host/field_catalogue.h"
#include "triage/logs/read_log.h"
#include "triage/sigma/sigma_run.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <set>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

const fs::path kRules = FIRSTHOUR_SOURCE_DIR "/triage/rules/sigma/logs";
const fs::path kMappings = FIRSTHOUR_SOURCE_DIR "/triage/sigma/mappings";
const fs::path kScenes = FIRSTHOUR_SOURCE_DIR "/tests/data/sigma_logs";

struct Log {
  std::string path, content;
};
using Scene = std::vector<Log>;

std::vector<Scene> scenes_in(const fs::path& file) {
  std::ifstream in{file};
  EXPECT_TRUE(in) << file;
  std::vector<Scene> scenes(1);
  for (std::string line; std::getline(in, line);) {
    if (line.empty()) {
      scenes.emplace_back();
      continue;
    }
    const auto object = parse_json(line);
    EXPECT_TRUE(object) << line;
    if (object) scenes.back().push_back({object->at("path"), object->at("content")});
  }
  return scenes;
}

const sigma::SigmaRules& shipped() {
  static const auto kLoaded = [] {
    const HostFieldCatalogue hosts;
    auto loaded = sigma::SigmaRules::load({{kRules.string()}, {kMappings.string()}, ""},
                                          [&](const sigma::LogSource& s) { return hosts.has_source(s); });
    EXPECT_TRUE(loaded) << loaded.error().what;
    return std::move(*loaded);
  }();
  return *kLoaded;
}

std::vector<Finding> findings_in(const Scene& scene) {
  sigma::SigmaRun run{shipped()};
  for (const Log& log : scene) {
    logs::LogHints hints;
    hints.zone_source = "the test";
    const auto visit = [&](const logs::LogRecord& record) {
      const sigma::EventSource source{record.origin.product, record.origin.category, record.origin.service,
                                      record.origin.wider};
      const auto time = record.basis == logs::TimeBasis::none ? std::nullopt : std::optional{record.time};
      run.take(*record.event, source, time,
               {"c1/1", record.host, log.path, record.offset, record.length, record.line});
      return true;
    };
    (void)logs::read_log(as_bytes(log.content), log.path, hints, visit);
  }
  return run.finish().findings;
}

std::set<std::string> scene_names() {
  std::set<std::string> names;
  for (const auto& entry : fs::directory_iterator{kScenes}) names.insert(entry.path().filename().string());
  return names;
}

bool hits(const std::vector<Finding>& findings, const std::string& rule) {
  return std::ranges::find(findings, rule, &Finding::rule) != findings.end();
}

TEST(ShippedLogRules, LoadWithoutAProblem) {
  for (const RuleProblem& p : shipped().problems())
    ADD_FAILURE() << p.file << ":" << p.line << ": " << p.what;
  for (std::uint32_t rule = 0; rule < shipped().rules().size(); ++rule) {
    EXPECT_FALSE(shipped().streams_of(rule).empty()) << shipped().rules()[rule].name << " is for no log";
  }
}

TEST(ShippedLogRules, EachThatSpeaksHasScenes) {
  std::set<std::string> speaking;
  const sigma::CorrelationPlan& plan = shipped().plan();
  for (std::uint32_t rule = 0; rule < plan.rule_count(); ++rule) {
    if (plan.speaks(rule) && !plan.is_wanted(rule)) speaking.insert(shipped().rules()[rule].name);
  }
  for (const sigma::Correlation& c : shipped().correlations()) speaking.insert(c.name);
  EXPECT_EQ(speaking, scene_names());
}

TEST(ShippedLogRules, HitWhatTheyAreFor) {
  for (const std::string& rule : scene_names()) {
    for (const Scene& scene : scenes_in(kScenes / rule / "hit.jsonl")) {
      EXPECT_TRUE(hits(findings_in(scene), rule)) << rule << " misses\n"
                                                  << scene.front().content.substr(0, 600);
    }
  }
}

TEST(ShippedLogRules, LeaveTheLookAlike) {
  for (const std::string& rule : scene_names()) {
    for (const Scene& scene : scenes_in(kScenes / rule / "miss.jsonl")) {
      EXPECT_FALSE(hits(findings_in(scene), rule)) << rule << " hits\n"
                                                   << scene.front().content.substr(0, 600);
    }
  }
}

TEST(ShippedLogRules, SayWhyInBothLanguagesWithTheFactsFilledIn) {
  const std::regex placeholder{R"(\{[A-Za-z_.-]+\}|unknown|未知)"};
  for (const std::string& rule : scene_names()) {
    for (const Scene& scene : scenes_in(kScenes / rule / "hit.jsonl")) {
      for (const Finding& f : findings_in(scene)) {
        if (f.rule != rule) continue;
        EXPECT_FALSE(f.title.empty() || f.title_zh.empty() || f.why.empty() || f.why_zh.empty()) << f.rule;
        EXPECT_FALSE(std::regex_search(f.why + f.why_zh, placeholder)) << f.rule << ": " << f.why << f.why_zh;
        EXPECT_FALSE(f.matches.empty()) << f.rule;
        EXPECT_FALSE(f.attack.empty()) << f.rule;
      }
    }
  }
}

}  // namespace
}  // namespace firsthour::triage
