// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"
#include "triage/host/record_reader.h"

#include <gmock/gmock.h>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

TEST(JsonLines, NestedKeysAreJoinedByDots) {
  const ReadAll read = read_all_of(
      R"({"@timestamp":"2026-11-23T05:11:28.5Z","host":{"name":"web1"},"process":{"args":["a","b"],"parent":{"pid":1}},"message":"m"})"
      "\n",
      "events.json");
  ASSERT_EQ(read.summary.kind, LogKind::json_lines);
  const ReadEntry& entry = read.entries.at(0);
  EXPECT_EQ(entry.time, "2026-11-23T05:11:28.500000000Z");
  EXPECT_EQ(entry.host, "web1");
  EXPECT_EQ(entry["process.args"], "a|b");
  EXPECT_EQ(entry["process.parent.pid"], "1");
  EXPECT_EQ(entry.message, "m");
}

TEST(JsonLines, ObjectsInListsAreTheirOwnText) {
  sigma::Event event;
  ASSERT_TRUE(read_nested_record(R"({"a":[{"b":"]}"},2]})", event));
  const sigma::Field* field = event.find("a");
  ASSERT_NE(field, nullptr);
  EXPECT_EQ(event.scalars(*field)[0].text, R"({"b":"]}"})");
}

TEST(JsonLines, DeepNestingIsRefusedNotFollowed) {
  std::string deep;
  for (int i = 0; i < 40; ++i) deep += "{\"a\":";
  sigma::Event event;
  EXPECT_FALSE(read_nested_record(deep, event));
}

TEST(JsonLines, EpochsOfAnyUnit) {
  for (const char* time :
       {"1700000000", "1700000000.0", "1700000000000", "1700000000000000", "\"1700000000000000000\""}) {
    const ReadAll read = read_all_of("{\"ts\":" + std::string{time} + ",\"a\":1}\n", "x.json");
    EXPECT_EQ(read.entries.at(0).time, "2023-11-14T22:13:20.000000000Z") << time;
  }
}

TEST(JsonLines, AccessLogsHaveTheNamesOfSigma) {
  const ReadAll read = read_all_of(
      R"({"time_iso8601":"2026-11-23T05:11:28+08:00","remote_addr":"203.0.113.5","request":"GET /a?b=c HTTP/1.1","status":404,"body_bytes_sent":"3","http_user_agent":"curl"})"
      "\n"
      R"({"ts":1700000000.5,"request":{"remote_ip":"203.0.113.6","method":"POST","uri":"/u","host":"h"},"status":200,"size":9})"
      "\n",
      "access.json");
  ASSERT_THAT(read.entries, SizeIs(2));
  EXPECT_EQ(read.entries[0].category, "webserver");
  EXPECT_EQ(read.entries[0]["cs-uri-stem"], "/a");
  EXPECT_EQ(read.entries[0]["cs-method"], "GET");
  EXPECT_EQ(read.entries[0]["sc-status"], "404");
  EXPECT_EQ(read.entries[1]["c-ip"], "203.0.113.6");
  EXPECT_EQ(read.entries[1]["cs-uri"], "/u");
  EXPECT_EQ(read.entries[1]["cs-method"], "POST");
}

TEST(JsonLines, ExportedWindowsEventsHaveTheirOwnNames) {
  const ReadAll read = read_all_of(
      R"({"Event":{"System":{"EventID":1,"Channel":"Microsoft-Windows-Sysmon/Operational","Computer":"pc"},"EventData":{"CommandLine":"whoami"}}})"
      "\n",
      "x.json");
  const ReadEntry& entry = read.entries.at(0);
  EXPECT_EQ(entry.product, "windows");
  EXPECT_EQ(entry["EventID"], "1");
  EXPECT_EQ(entry["CommandLine"], "whoami");
}

TEST(JsonLines, BrokenLinesAreKeptAsTextAndNamed) {
  const ReadAll read = read_all_of("{\"a\":1}\n{\"a\":}\n{\"a\":2}\n", "x.json");
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.entries[1]["message"], "{\"a\":}");
  EXPECT_EQ(read.summary.losses, 1u);
  EXPECT_EQ(read.summary.first_losses.at(0).line, 2u);
}

}  // namespace
}  // namespace firsthour::triage::logs
