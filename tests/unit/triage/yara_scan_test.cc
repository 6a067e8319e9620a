// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/made_case.h"
#include "triage/triage.h"
#include "triage/yara/rule_set.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;

class YaraScan : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("firsthour-yara-" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "rules");
    fs::create_directories(folder_ / "files");
  }
  void TearDown() override { fs::remove_all(folder_); }
  void write(const std::string& name, const std::string& text) {
    std::ofstream{folder_ / name, std::ios::binary} << text;
  }
  std::string at(const std::string& name) const { return (folder_ / name).native(); }
  TriageReport scan(TriageOptions options = {}) {
    options.yara = {at("rules")};
    auto report = triage_paths({at("files")}, options);
    EXPECT_TRUE(report) << report.error().what;
    return *report;
  }
  fs::path folder_;
};

constexpr const char* kNeedle =
    "rule needle { meta: severity = \"low\" strings: $a = \"needle\" condition: $a }";

TEST_F(YaraScan, ABadRuleFileCostsOnlyItselfAndIsNamedWithItsLine) {
  write("rules/bad.yar", "rule broken {\n  condition:\n    $missing\n}\n");
  write("rules/good.yar", kNeedle);
  write("files/hay", "hay needle hay");
  const TriageReport report = scan();
  ASSERT_EQ(report.rule_problems.size(), 1u);
  EXPECT_EQ(report.rule_problems[0].file, at("rules/bad.yar"));
  EXPECT_EQ(report.rule_problems[0].line, 4);  // the parser has read one token past the fault in line 3
  EXPECT_EQ(report.yara_rules, 1u);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].matches.at(0).offset, 4u);
  EXPECT_EQ(report.findings[0].severity, Severity::low);
}

// It said "nothing suspicious" and 0, though nothing was looked for.
TEST_F(YaraScan, WithoutOneRuleThatCanBeUsedThereIsNoAnswer) {
  write("rules/bad.yar", "rule broken { condition: $missing }");
  write("files/hay", "hay needle hay");
  TriageOptions options;
  options.yara = {at("rules")};
  const auto report = triage_paths({at("files")}, options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::malformed);
  EXPECT_NE(report.error().what.find("bad.yar:1"), std::string::npos) << report.error().what;
}

// Lengths of long matches were those of the pattern; yara and yara-python tell at most 512 bytes.
TEST_F(YaraScan, TheLengthOfAMatchIsWhatYaraSays) {
  write("rules/long.yar", "rule long_match { strings: $a = /b[a]{600}c/ condition: $a }");
  write("files/long", "xb" + std::string(600, 'a') + "c");
  const TriageReport report = scan();
  ASSERT_EQ(report.findings.size(), 1u);
  ASSERT_EQ(report.findings[0].matches.size(), 1u);
  EXPECT_EQ(report.findings[0].matches[0].offset, 1u);
  EXPECT_EQ(report.findings[0].matches[0].length, 512u);
}

TEST_F(YaraScan, AMissingRulesFolderIsAnErrorThatNamesIt) {
  std::vector<RuleProblem> problems;
  auto rules = RuleSet::compile({at("nowhere")}, problems);
  ASSERT_FALSE(rules);
  EXPECT_EQ(rules.error().code, Errc::not_found);
  EXPECT_NE(rules.error().what.find("nowhere"), std::string::npos);
}

TEST_F(YaraScan, CompiledRulesAndIncludesAreRefused) {
  write("rules/compiled.yar", std::string{"YARA\0\0\0", 7});
  write("rules/include.yar", "include \"/etc/hostname\"\n");
  write("rules/good.yar", kNeedle);
  write("files/x", "x");
  EXPECT_EQ(scan().rule_problems.size(), 2u);
}

TEST_F(YaraScan, WhatIsNoRegularFileOrTooLargeIsListed) {
  write("rules/good.yar", kNeedle);
  write("files/big", std::string(2048, 'x'));
  ASSERT_EQ(::mkfifo(at("files/pipe").c_str(), 0600), 0);
  TriageOptions options;
  options.largest_file = 1024;
  const TriageReport report = scan(options);
  ASSERT_EQ(report.not_scanned.size(), 2u);
  EXPECT_EQ(report.items, 0u);
}

// A process of which the collector's budget left regions out was judged as if all of it had been looked at.
TEST_F(YaraScan, WhatWasCollectedInPartIsMatchedAndListed) {
  write("rules/good.yar", kNeedle);
  MadeCase made;
  CaseItem& part = made.add("process-memory", "process.memory", "/proc/7/mem", "a needle in what there is");
  part.item.outcome = Outcome::partial;
  part.item.reason = "regions were left out by the budget";
  made.add("process-memory", "process.memory", "/proc/8/mem", "a needle in all of it");
  TriageOptions options;
  options.yara = {at("rules")};
  const auto report = triage_case(made, options);
  ASSERT_TRUE(report);
  EXPECT_EQ(report->findings.size(), 2u);
  ASSERT_EQ(report->not_scanned.size(), 1u);
  EXPECT_EQ(report->not_scanned[0].path, "/proc/7/mem");
  EXPECT_EQ(report->not_scanned[0].reason,
            "only a part was collected: partial: regions were left out by the budget");
}

TEST_F(YaraScan, AnswersForEachNameOfTheSameBytesAndForEachThreadCount) {
  write("rules/good.yar", kNeedle);
  for (int i = 0; i < 40; ++i) write("files/f" + std::to_string(i), "needle");
  for (const unsigned jobs : {1u, 2u, 7u}) {
    TriageOptions options;
    options.jobs = jobs;
    EXPECT_EQ(scan(options).findings.size(), 40u);
  }
}

TEST_F(YaraScan, ARuleMayAskForTheNameOfTheFile) {
  write("rules/name.yar",
        "rule named { condition: filename == \"evil.PHP\" and extension == \".php\" and filepath endswith "
        "\"/files\" }");
  write("files/evil.PHP", "x");
  write("files/good.php", "x");
  const TriageReport report = scan();
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].path, at("files/evil.PHP"));
}

TEST_F(YaraScan, EntryPointOfOneFileDoesNotReachTheNext) {
  write("rules/entry.yar", "rule has_entry { condition: entrypoint >= 0 }");
  fs::copy_file("/proc/self/exe", folder_ / "files/a-program");
  write("files/b-text", "only text");
  TriageOptions options;
  options.jobs = 1;
  const TriageReport report = scan(options);
  ASSERT_EQ(report.findings.size(), 1u);
  EXPECT_EQ(report.findings[0].path, at("files/a-program"));
}

// The sandbox of a worker forbade libmagic its database, and rules that ask for a type found nothing.
TEST_F(YaraScan, RulesMayAskLibmagicThoughWorkersOpenNothing) {
  write("rules/type.yar", "import \"magic\" rule script { condition: magic.type() contains \"script\" }");
  write("files/run", "#!/bin/sh\necho hello\n");
  const TriageReport report = scan();
  ASSERT_EQ(report.findings.size(), 1u) << report.rule_problems.size();
}

TEST_F(YaraScan, StopsWhenProgressSaysSo) {
  write("rules/good.yar", kNeedle);
  for (int i = 0; i < 20; ++i)
    write("files/f" + std::to_string(i), std::string(static_cast<std::size_t>(i), 'x'));
  TriageOptions options;
  options.yara = {at("rules")};
  options.progress = [](const RunProgress&) { return false; };
  auto report = triage_paths({at("files")}, options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, Errc::interrupted);
}

TEST_F(YaraScan, SarifNamesRulesPlacesAndWhatWasNotScanned) {
  write("rules/good.yar", kNeedle);
  write("files/needle \xff.txt", "needle");
  ASSERT_EQ(::mkfifo(at("files/pipe").c_str(), 0600), 0);
  const std::string sarif = as_sarif(scan(), "0.1.0");
  EXPECT_NE(sarif.find("\"ruleId\": \"needle\""), std::string::npos);
  EXPECT_NE(sarif.find("\"byteOffset\": 0"), std::string::npos);
  EXPECT_NE(sarif.find("not a regular file"), std::string::npos);
}

}  // namespace
}  // namespace firsthour::triage
