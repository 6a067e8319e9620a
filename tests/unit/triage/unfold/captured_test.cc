// SPDX-License-Identifier: Apache-2.0
// What comes out of a capture: files with their names, bodies as they were meant, and the bytes of every
// flow.
#include "triage/unfold/captured.h"

#include "playbooks/drill/artefacts/made_capture.h"
#include "tests/unit/triage/unfold/collected.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace firsthour::triage {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Key;
using testing::Not;
using testing::Pair;

// The connection that most of these tests have.
const std::string kWeb = "tcp 10.0.0.5:40000-10.0.0.9:80 packet 1";

struct Web {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.5", 40000, "10.0.0.9", 80};
  Web() { tcp.open(); }
  void exchange(const std::string& request, const std::string& head, const std::string& body) {
    tcp.client(request);
    tcp.server(head + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  Collected unfold() {
    tcp.close();
    return unfolded(made.pcap());
  }
};

TEST(Captured, GivesADownloadWithItsNameAndEachDirectionAsAStream) {
  Web web;
  web.exchange("GET /tools/setup.exe?x=1 HTTP/1.1\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n", "MZ payload");
  const Collected all = web.unfold();
  EXPECT_EQ(all.contents.at(kWeb + "/from-server/setup.exe"), "MZ payload");
  EXPECT_EQ(all.kinds.at(kWeb + "/from-server/setup.exe"), "http");
  EXPECT_EQ(all.contents.at(kWeb + "/from-client/stream@0"), "GET /tools/setup.exe?x=1 HTTP/1.1\r\n\r\n");
  EXPECT_THAT(all.contents.at(kWeb + "/from-server/stream@0"), HasSubstr("\r\n\r\nMZ payload"));
  EXPECT_THAT(all.losses, IsEmpty());
}

TEST(Captured, GivesPagesAndWhatFormsSendAsBodiesToo) {
  Web web;
  web.tcp.client("POST /login HTTP/1.1\r\nContent-Length: 9\r\n\r\nuser=root");
  web.tcp.server("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>");
  const Collected all = web.unfold();
  EXPECT_EQ(all.contents.at(kWeb + "/from-client/request-body"), "user=root");
  EXPECT_EQ(all.contents.at(kWeb + "/from-server/login"), "<html>");
}

TEST(Captured, TakesChunkedBodiesTogetherWithoutTheSizesBetween) {
  Web web;
  web.tcp.client("GET /a.js HTTP/1.1\r\n\r\n");
  web.tcp.server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nevil(\r\n2\r\n);\r\n0\r\n\r\n");
  EXPECT_EQ(web.unfold().contents.at(kWeb + "/from-server/a.js"),
            "evil("
            ");");
}

TEST(Captured, TakesFilesOutOfForms) {
  Web web;
  const std::string body =
      "--b1\r\nContent-Disposition: form-data; name=\"comment\"\r\n\r\nhello\r\n"
      "--b1\r\nContent-Disposition: form-data; name=\"f\"; filename=\"C:\\\\up\\\\shell.php\"\r\n"
      "Content-Type: image/png\r\n\r\n<?php eval($_POST[1]);?>\r\n--b1--\r\n";
  web.exchange("POST /upload HTTP/1.1\r\nContent-Type: multipart/form-data; boundary=b1\r\nContent-Length: " +
                   std::to_string(body.size()) + "\r\n\r\n" + body,
               "HTTP/1.1 200 OK\r\n", "ok");
  const Collected all = web.unfold();
  EXPECT_EQ(all.contents.at(kWeb + "/from-client/shell.php"), "<?php eval($_POST[1]);?>");
  EXPECT_THAT(all.contents, Not(Contains(Key(kWeb + "/from-client/request-body"))));
}

TEST(Captured, TwoFilesOfOneNameInOneConnectionHaveTwoWays) {
  Web web;
  for (const char* body : {"first", "second"})
    web.exchange("GET /a.bin HTTP/1.1\r\n\r\n",
                 "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\n", body);
  const Collected all = web.unfold();
  EXPECT_EQ(all.contents.at(kWeb + "/from-server/a.bin"), "first");
  EXPECT_EQ(all.contents.at(kWeb + "/from-server/a.bin~2"), "second");
}

TEST(Captured, NamesFromTheWireLeadNowhere) {
  Web web;
  web.exchange("GET /x HTTP/1.1\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Disposition: attachment; filename=\"../../etc/cron.d/..\"\r\n",
               "x");
  EXPECT_THAT(web.unfold().contents, Contains(Pair(kWeb + "/from-server/body", "x")));
}

TEST(Captured, GivesBytesOfConnectionsThatNobodyKnowsAndOfDatagrams) {
  MadeCapture made;
  MadeTcp strange{made, "10.0.0.5", 40001, "10.0.0.9", 4444};
  strange.open();
  strange.server(std::string(20'000, 'A') + "needle in a haystack");
  strange.close();
  made.udp("10.0.0.5", 5000, "10.0.0.9", 6000, "one");
  made.udp("10.0.0.5", 5000, "10.0.0.9", 6000, "two");
  made.icmp("10.0.0.5", "10.0.0.9", 8, 0, "smuggled");
  const Collected all = unfolded(made.pcap());
  EXPECT_THAT(all.contents.at("tcp 10.0.0.5:40001-10.0.0.9:4444 packet 1/from-server/stream@0"),
              HasSubstr("needle in a haystack"));
  EXPECT_THAT(all.contents, Contains(Pair(HasSubstr("udp 10.0.0.5:5000-10.0.0.9:6000"), "onetwo")));
  EXPECT_THAT(all.contents, Contains(Pair(HasSubstr("icmp "), "smuggled")));
}

TEST(Captured, AHoleIsSaidAndWhatStandsBehindItHasItsPlace) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.5", 40000, "10.0.0.9", 4444};
  tcp.open();
  tcp.segment(true, 0, "before");
  tcp.segment(true, 6 + 100, "behind");
  tcp.close();
  const Collected all = unfolded(made.pcap());
  const std::string from = "tcp 10.0.0.5:40000-10.0.0.9:4444 packet 1/from-client/stream@";
  EXPECT_EQ(all.contents.at(from + "0"), "before");
  EXPECT_EQ(all.contents.at(from + "106"), "behind");
  EXPECT_THAT(all.losses, Contains(HasSubstr("1 holes in TCP streams, 100 bytes")));
}

TEST(Captured, ABodyOverTheLimitIsALossAndItsStreamIsThere) {
  Web web;
  web.exchange("GET /a.bin HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n",
               std::string(5000, 'x'));
  web.tcp.close();
  UnfoldLimits limits;
  limits.member = 1000;
  const Collected all = unfolded(web.made.pcap(), "it", limits);
  EXPECT_THAT(all.contents, Not(Contains(Key(kWeb + "/from-server/a.bin"))));
  EXPECT_THAT(all.contents, Contains(Key(kWeb + "/from-server/stream@0")));
  EXPECT_THAT(all.losses, Contains(HasSubstr("a.bin: was not matched as a file")));
}

TEST(Captured, OfEncryptedStreamsTheBeginningIsGivenAndTheRestCounted) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.5", 40000, "10.0.0.9", 22};
  tcp.open();
  tcp.client("SSH-2.0-made\r\n");
  tcp.server("SSH-2.0-made\r\n" + std::string(200'000, '\x7f'));
  tcp.close();
  const Collected all = unfolded(made.pcap());
  EXPECT_LT(all.contents.at("tcp 10.0.0.5:40000-10.0.0.9:22 packet 1/from-server/stream@0").size(), 70'000U);
  EXPECT_THAT(all.losses, Contains(HasSubstr("1 encrypted streams")));
}

TEST(Captured, ADamagedCaptureGivesWhatItHas) {
  Web web;
  web.exchange("GET /a.bin HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\n", "PK");
  web.tcp.close();
  std::string bytes = web.made.pcap();
  bytes.resize(bytes.size() - 10);
  const Collected all = unfolded(bytes);
  EXPECT_THAT(all.contents, Contains(Key(kWeb + "/from-server/a.bin")));
  EXPECT_THAT(all.losses, Contains(HasSubstr("damaged places of the capture")));
}

TEST(Captured, WhatOnlyBeginsAsACaptureIsAContentLikeOthers) {
  const std::string text = std::string{"\n\r\r\n"} + "powershell -enc " + std::string(8, ' ');
  EXPECT_FALSE(unfolded(text).losses.size() > 1);
}

TEST(Captured, ReadTwiceTheNamesAreTheSame) {
  Web web;
  for (int i = 0; i < 20; ++i)
    web.exchange("GET /p HTTP/1.1\r\n\r\n", "HTTP/1.1 200 OK\r\n", "page " + std::to_string(i));
  web.tcp.close();
  EXPECT_EQ(unfolded(web.made.pcap()).contents, unfolded(web.made.pcap()).contents);
}

TEST(CaptureDirection, IsSaidOfWhatACaptureCarriedOnly) {
  EXPECT_EQ(capture_direction(kWeb + "/from-server/a.zip"), kWeb + "/from-server");
  EXPECT_EQ(stream_direction(kWeb + "/from-server/stream@65536"), kWeb + "/from-server");
  EXPECT_EQ(stream_direction(kWeb + "/from-server/a.zip"), "");
  EXPECT_EQ(capture_direction("from-server/a.zip"), "");
  EXPECT_EQ(capture_direction("a.zip"), "");
}

}  // namespace
}  // namespace firsthour::triage
