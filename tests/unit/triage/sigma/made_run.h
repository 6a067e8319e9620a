// SPDX-License-Identifier: Apache-2.0
// A run over rules and events that a test writes down.
#pragma once

#include "triage/host/record_reader.h"
#include "triage/sigma/sigma_run.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

namespace firsthour::triage::sigma {

struct MadeEvent {
  int second = 0;  // of its time; negative: without one
  std::string record;
  std::string_view product = "linux", category = "", service = "sshd", wider = "auth";
};

class MadeRun : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::temp_directory_path() / ("firsthour-run-" + std::to_string(::getpid()));
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_ / "rules");
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void load(
      const std::string& rules,
      const std::string& mapping = "streams:\n- {name: s, logsource: {product: linux, service: sshd}}\n") {
    std::ofstream{folder_ / "rules" / "made.yml"} << rules;
    std::ofstream{folder_ / "mapping.yaml"} << mapping;
    auto loaded =
        SigmaRules::load({{(folder_ / "rules").string()}, {(folder_ / "mapping.yaml").string()}, ""}, {});
    ASSERT_TRUE(loaded) << loaded.error().what;
    rules_ = std::move(*loaded);
  }
  void load_well(const std::string& rules) {
    load(rules);
    for (const RuleProblem& problem : rules_->problems())
      ADD_FAILURE() << problem.line << ": " << problem.what;
  }

  static void take(SigmaRun& run, const MadeEvent& made, std::uint64_t line) {
    Event event;
    ASSERT_TRUE(read_record(made.record, event)) << made.record;
    const auto time = made.second < 0 ? std::nullopt : std::optional{Instant::from_seconds(made.second)};
    run.take(event, {made.product, made.category, made.service, made.wider}, time,
             {"c1/1", "host", "/var/log/auth.log", line * 100, 50, line});
  }
  [[nodiscard]] SigmaOutcome over(const std::vector<MadeEvent>& events) const {
    SigmaRun run{*rules_};
    std::uint64_t line = 0;
    for (const MadeEvent& event : events) take(run, event, ++line);
    return run.finish();
  }
  // The rules that found something, once for each finding.
  [[nodiscard]] std::vector<std::string> found(const std::vector<MadeEvent>& events) const {
    std::vector<std::string> names;
    for (const Finding& finding : over(events).findings) names.push_back(finding.rule);
    return names;
  }

  std::filesystem::path folder_;
  std::unique_ptr<const SigmaRules> rules_;
};

}  // namespace firsthour::triage::sigma
