// SPDX-License-Identifier: Apache-2.0
#include "tests/unit/triage/logs/read_all_of.h"
#include "triage/logs/web_line.h"

#include <gmock/gmock.h>

namespace firsthour::triage::logs {
namespace {

using testing::SizeIs;

TEST(WebLog, CombinedLine) {
  const ReadAll read = read_all_of(
      "203.0.113.5 - alice [23/Nov/2026:05:11:28 +0800] \"GET /a.php?id=1%20or HTTP/1.1\" 200 512 "
      "\"http://r/\" "
      "\"Mozilla \\\"x\\\" 5\"\n",
      "access.log");
  ASSERT_THAT(read.entries, SizeIs(1));
  const ReadEntry& entry = read.entries[0];
  EXPECT_EQ(read.summary.kind, LogKind::web_access);
  EXPECT_EQ(entry.category, "webserver");
  EXPECT_EQ(entry.time, "2026-11-22T21:11:28.000000000Z");
  EXPECT_EQ(entry.basis, TimeBasis::stated);
  EXPECT_EQ(entry["c-ip"], "203.0.113.5");
  EXPECT_EQ(entry["cs-username"], "alice");
  EXPECT_EQ(entry["cs-method"], "GET");
  EXPECT_EQ(entry["cs-uri"], "/a.php?id=1%20or");
  EXPECT_EQ(entry["cs-uri-stem"], "/a.php");
  EXPECT_EQ(entry["cs-uri-query"], "id=1%20or");
  EXPECT_EQ(entry["url.decoded"], "/a.php?id=1 or");
  EXPECT_EQ(entry["cs-version"], "HTTP/1.1");
  EXPECT_EQ(entry["sc-status"], "200");
  EXPECT_EQ(entry["sc-bytes"], "512");
  EXPECT_EQ(entry["cs-referer"], "http://r/");
  EXPECT_EQ(entry["cs-user-agent"], "Mozilla \\\"x\\\" 5");
}

TEST(WebLog, VirtualHostCommonAndBrokenRequests) {
  const auto with_host =
      parse_web_line("www.x.cn:443 10.0.0.1 - - [23/Nov/2026:05:11:28 +0800] \"-\" 408 - \"-\" \"-\"");
  ASSERT_TRUE(with_host);
  EXPECT_EQ(with_host->virtual_host, "www.x.cn:443");
  EXPECT_EQ(with_host->client, "10.0.0.1");
  EXPECT_EQ(with_host->agent, "");
  const auto common = parse_web_line("::1 - - [23/Nov/2026:05:11:28 +0800] \"\\x16\\x03\\x01\" 400 226");
  ASSERT_TRUE(common);
  EXPECT_EQ(common->client, "::1");
  EXPECT_EQ(split_request(common->request).uri, "\\x16\\x03\\x01");
  EXPECT_EQ(split_request(common->request).method, "");
}

TEST(WebLog, AddressesWithBlanksStayWhole) {
  const RequestLine request = split_request("GET /a b.php?c=d HTTP/1.0 HTTP/1.1");
  EXPECT_EQ(request.method, "GET");
  EXPECT_EQ(request.uri, "/a b.php?c=d HTTP/1.0");
  EXPECT_EQ(request.version, "HTTP/1.1");
}

TEST(WebLog, EscapesAreUndoneAsOftenAsTheyWereMade) {
  EXPECT_EQ(undone_escapes("/%252e%252e/"), "/../");
  EXPECT_EQ(undone_escapes("/plain"), "");
  EXPECT_EQ(undone_escapes("/100%"), "");
  EXPECT_EQ(undone_escapes("/%zz%4"), "");
}

TEST(WebLog, NearMissesAreNotEntries) {
  for (const char* line : {"", "10.0.0.1", "10.0.0.1 - - [23/Nov/2026] \"GET / HTTP/1.1\" 200 1",
                           "10.0.0.1 - - [23/Nov/2026:05:11:28 +0800] \"GET / HTTP/1.1 200 1",
                           "10.0.0.1 - - [23/Nov/2026:05:11:28 +0800] \"GET / HTTP/1.1\" abc 1",
                           "[23/Nov/2026:05:11:28 +0800] \"GET / HTTP/1.1\" 200 1"}) {
    EXPECT_FALSE(parse_web_line(line)) << line;
  }
}

TEST(WebLog, W3cColumnsAreNamedByTheFile) {
  const ReadAll read = read_all_of(
      "#Software: Microsoft Internet Information Services 10.0\r\n#Version: 1.0\r\n#Date: 2026-11-23 "
      "05:00:00\r\n"
      "#Fields: date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
      "cs(Referer) "
      "sc-status sc-bytes time-taken\r\n"
      "2026-11-23 05:11:28 10.0.0.1 POST /a.aspx x=%2e%2e 443 - 203.0.113.5 curl/7 - 200 17 5\r\n"
      "#Fields: time c-ip\r\n05:12:00 203.0.113.6\r\n"
      "05:12:01\r\n",
      "u_ex261123.log");
  ASSERT_EQ(read.summary.kind, LogKind::w3c);
  ASSERT_THAT(read.entries, SizeIs(3));
  EXPECT_EQ(read.entries[0].time, "2026-11-23T05:11:28.000000000Z");
  EXPECT_EQ(read.entries[0]["cs-user-agent"], "curl/7");
  EXPECT_EQ(read.entries[0]["cs-referer"], "");
  EXPECT_EQ(read.entries[0]["sc-status"], "200");
  EXPECT_EQ(read.entries[0]["url.decoded"], "/a.aspx?x=..");
  EXPECT_EQ(read.entries[1].time, "2026-11-23T05:12:00.000000000Z");
  EXPECT_EQ(read.summary.losses, 1u);
  EXPECT_EQ(read.summary.first_losses.at(0).line, 8u);
}

TEST(WebLog, ErrorLogsNameTheClient) {
  const ReadAll apache = read_all_of(
      "[Mon Nov 23 05:11:28.123456 2026] [core:error] [pid 12:tid 9] [client 203.0.113.5:4711] AH0: x\n",
      "error.log", at_beijing());
  EXPECT_EQ(apache.summary.kind, LogKind::web_error);
  EXPECT_EQ(apache.entries.at(0)["c-ip"], "203.0.113.5");
  EXPECT_EQ(apache.entries.at(0).time, "2026-11-22T21:11:28.123456000Z");
  const ReadAll nginx = read_all_of(
      "2026/11/23 05:11:28 [error] 8#8: *1 open() failed, client: 203.0.113.5, server: _, request: \"GET "
      "/\"\n",
      "error.log", at_beijing());
  EXPECT_EQ(nginx.summary.kind, LogKind::web_error);
  EXPECT_EQ(nginx.entries.at(0)["c-ip"], "203.0.113.5");
  EXPECT_EQ(nginx.entries.at(0).basis, TimeBasis::zone_assumed);
}

}  // namespace
}  // namespace firsthour::triage::logs
