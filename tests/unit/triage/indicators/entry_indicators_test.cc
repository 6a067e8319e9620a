// SPDX-License-Identifier: Apache-2.0
// Indicators in the fields of log entries, and what is near one.
#include "triage/indicators/entry_indicators.h"

#include "casefile/encoding.h"
#include "tests/unit/triage/logs/made_windows_log.h"
#include "triage/logs/read_log.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

namespace firsthour::triage {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

std::shared_ptr<const IndicatorSet> set_of(const std::string& name, const std::string& list) {
  const fs::path file = fs::temp_directory_path() / (std::to_string(::getpid()) + name);
  std::ofstream{file} << list;
  std::vector<RuleProblem> problems;
  auto set = IndicatorSet::load({file.native()}, problems);
  fs::remove(file);
  EXPECT_TRUE(set);
  for (const RuleProblem& problem : problems) ADD_FAILURE() << problem.what;
  return set ? *set : nullptr;
}

std::vector<Hit> hits_in(std::string_view log, const std::string& name, const IndicatorSet& set,
                         bool binary) {
  EntryIndicators indicators{set};
  static_cast<void>(
      logs::read_log(std::as_bytes(std::span{log}), name, {}, [&](const logs::LogRecord& record) {
        indicators.take(record, binary);
        return true;
      }));
  std::vector<std::string> losses;
  auto hits = indicators.finish(losses);
  EXPECT_THAT(losses, IsEmpty());
  return hits;
}

std::string bundle(const std::string& pattern) {
  std::string escaped;
  for (const char c : pattern) escaped += c == '\\' ? "\\\\" : c == '"' ? "\\\"" : std::string{c};
  return R"({"type":"bundle","id":"bundle--00000000-0000-4000-8000-000000000001","objects":[{"type":"indicator",)"
         R"("spec_version":"2.1","id":"indicator--00000000-0000-4000-8000-000000000002","pattern_type":"stix",)"
         R"("created":"2026-01-01T00:00:00Z","modified":"2026-01-01T00:00:00Z","valid_from":"2026-01-01T00:00:00Z",)"
         R"("pattern":")" +
         escaped + R"("}]})";
}

// 2026-01-01 00:00 UTC, and seconds later, as Windows counts.
std::uint64_t filetime(std::uint64_t seconds) {
  return (1'767'225'600ULL + seconds + 11'644'473'600ULL) * 10'000'000;
}

std::string windows_log(const std::vector<std::string>& commands) {
  logs::MadeWindowsLog log;
  std::uint64_t number = 1;
  for (const std::string& command : commands) {
    log.record(number, "host.made.example", command, filetime(number * 60));
    ++number;
  }
  return log.bytes();
}

TEST(EntryIndicators, AddressesAndNamesAreFoundInAWindowsLog) {
  const auto set = set_of("bad.csv", "type,value\nip,203.0.113.9\ndomain,bad.example\n");
  const std::string log =
      windows_log({"calc.exe", "curl http://x.bad.example/a", "ping 203.0.113.9", "ping 203.0.113.9"});
  const auto hits = hits_in(log, "Sysmon.evtx", *set, true);
  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_EQ(hits[0].rule, "203.0.113.9");
  EXPECT_THAT(hits[0].matches, SizeIs(2));
  EXPECT_THAT(hits[0].why, HasSubstr("entry 3"));
  EXPECT_GT(hits[0].matches[0].offset, 4096U);
  EXPECT_EQ(hits[1].rule, "bad.example");
}

TEST(EntryIndicators, WhatIsNearOneIsNone) {
  const auto set = set_of("near.csv", "type,value\nip,203.0.113.9\ndomain,bad.example\nfilename,evil.exe\n");
  EXPECT_THAT(hits_in(windows_log({"ping 203.0.113.90", "notbad.example", "C:\\temp\\devil.exe"}),
                      "Sysmon.evtx", *set, true),
              IsEmpty());
}

TEST(EntryIndicators, DigestsAndFileNamesStandInFieldsOfTextToo) {
  const std::string md5 = "d41d8cd98f00b204e9800998ecf8427e";
  const auto set = set_of("files.csv", "type,value\nmd5," + md5 + "\nfilename,evil.exe\n");
  const std::string log =
      R"({"@timestamp":"2026-01-01T00:00:00Z","Image":"C:\\Users\\a\\evil.exe","Hashes":"SHA1=00,MD5=D41D8CD98F00B204E9800998ECF8427E"})"
      "\n"
      R"({"@timestamp":"2026-01-01T00:00:01Z","Image":"C:\\Users\\a\\good.exe","Hashes":"MD5=D41D8CD98F00B204E9800998ECF84270"})"
      "\n";
  const auto hits = hits_in(log, "sysmon.json", *set, false);
  ASSERT_THAT(hits, SizeIs(2));
  EXPECT_EQ(hits[0].rule, md5);
  EXPECT_THAT(hits[0].matches, SizeIs(1));
  EXPECT_EQ(hits[1].rule, "evil.exe");
}

TEST(EntryIndicators, PatternsSeeProcessesOfOneEntry) {
  const auto set =
      set_of("one.json",
             bundle("[process:command_line MATCHES 'mimi' AND process:command_line LIKE '%privilege%']"));
  EXPECT_THAT(hits_in(windows_log({"mimi privilege::debug"}), "Sysmon.evtx", *set, true), SizeIs(1));
  EXPECT_THAT(hits_in(windows_log({"mimi", "privilege::debug"}), "Sysmon.evtx", *set, true), IsEmpty());
}

TEST(EntryIndicators, PatternsOverSeveralEntriesNeedTheirOrderAndTime) {
  const std::string first =
      "[process:command_line LIKE 'whoami%'] FOLLOWEDBY [process:command_line LIKE 'net user%']";
  const auto followed = set_of("followed.json", bundle(first));
  EXPECT_THAT(hits_in(windows_log({"whoami /all", "calc.exe", "net user x"}), "Sysmon.evtx", *followed, true),
              SizeIs(1));
  EXPECT_THAT(hits_in(windows_log({"net user x", "whoami /all"}), "Sysmon.evtx", *followed, true), IsEmpty());
  const auto within = set_of("within.json", bundle("(" + first + ") WITHIN 60 SECONDS"));
  EXPECT_THAT(hits_in(windows_log({"whoami", "net user x"}), "Sysmon.evtx", *within, true), SizeIs(1));
  EXPECT_THAT(hits_in(windows_log({"whoami", "calc.exe", "net user x"}), "Sysmon.evtx", *within, true),
              IsEmpty());
  const auto repeats =
      set_of("repeats.json", bundle("[process:command_line LIKE 'whoami%'] REPEATS 3 TIMES"));
  EXPECT_THAT(hits_in(windows_log({"whoami", "whoami", "whoami"}), "Sysmon.evtx", *repeats, true), SizeIs(1));
  EXPECT_THAT(hits_in(windows_log({"whoami", "whoami"}), "Sysmon.evtx", *repeats, true), IsEmpty());
}

TEST(EntryIndicators, PatternsSeeRequestsOfWebLogs) {
  const auto set = set_of(
      "web.json", bundle("[network-traffic:extensions.'http-request-ext'.request_value LIKE '%/shell.php%' "
                         "AND network-traffic:src_ref.value = '203.0.113.9']"));
  const std::string hit =
      "203.0.113.9 - - [01/Jan/2026:00:00:00 +0000] \"GET /up/shell.php?c=id HTTP/1.1\" 200 12 \"-\" \"x\"\n";
  const std::string near =
      "203.0.113.8 - - [01/Jan/2026:00:00:00 +0000] \"GET /up/shell.php?c=id HTTP/1.1\" 200 12 \"-\" \"x\"\n";
  EXPECT_THAT(hits_in(hit, "access.log", *set, false), SizeIs(1));
  EXPECT_THAT(hits_in(near, "access.log", *set, false), IsEmpty());
}

}  // namespace
}  // namespace firsthour::triage
