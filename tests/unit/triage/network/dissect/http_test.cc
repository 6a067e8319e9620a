// SPDX-License-Identifier: Apache-2.0
#include "casefile/digest.h"
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

namespace firsthour::triage::network {
namespace {

struct Web {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 8000};
  Seen seen;
  Web() { tcp.open(); }
  void read() { seen.read(made); }
};

TEST(Http, MatchesPipelinedRequestsWithTheirAnswers) {
  Web w;
  w.tcp.client(
      "GET /one HTTP/1.1\r\nHost: a\r\n\r\nHEAD /two HTTP/1.1\r\nHost: a\r\n\r\nGET /three HTTP/1.1\r\nHost: "
      "a\r\n\r\n");
  w.tcp.server(
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n111HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"
      "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 3u);
  EXPECT_EQ(w.seen.exchanges[0].response->body.sha256, sha256("111").hex());
  EXPECT_EQ(w.seen.exchanges[1].request->target, "/two");
  EXPECT_EQ(w.seen.exchanges[1].response->body.length, 0u);
  EXPECT_EQ(w.seen.exchanges[2].response->status, 404u);
}

TEST(Http, PutsChunksTogetherInPiecesOfAnySize) {
  Web w;
  w.tcp.client("GET / HTTP/1.1\r\n\r\n");
  for (const char c : std::string{"HTTP/1.1 200 OK\r\nTransfer-Encoding: "
                                  "chunked\r\n\r\n4\r\nWiki\r\n5;x=y\r\npedia\r\n0\r\nT: v\r\n\r\n"})
    w.tcp.server(std::string_view{&c, 1});
  w.tcp.client("GET /2 HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 204 No\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 2u);
  EXPECT_EQ(w.seen.exchanges[0].response->body.head, "Wikipedia");
  EXPECT_TRUE(w.seen.exchanges[0].response->body.complete);
  EXPECT_EQ(w.seen.exchanges[1].response->status, 204u);
}

TEST(Http, DigestsABodyAsItCameAndDecoded) {
  Web w;
  w.tcp.client("GET / HTTP/1.0\r\n\r\n");
  // One stored block, by hand: 01, length, its complement, the bytes; then the checksum and the length.
  const std::string text = "stored";
  std::string body = std::string("\x1f\x8b\x08\0\0\0\0\0\0\x03\x01\x06\0\xf9\xff", 15) + text;
  body += little32(0x5643f90b) + little32(6);
  w.tcp.server("HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + body);
  w.tcp.close();
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 1u);
  const HttpBody& seen = w.seen.exchanges[0].response->body;
  EXPECT_EQ(seen.sha256, sha256(body).hex());
  EXPECT_EQ(seen.decoded_sha256, sha256(text).hex());
  EXPECT_EQ(seen.head, text);
}

TEST(Http, SaysThatABodyHasAHole) {
  Web w;
  w.tcp.client("GET / HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc");
  const auto lost = w.made.packets().size();
  w.tcp.server("defg");
  w.tcp.server("hij");
  w.made.packets().erase(w.made.packets().begin() + static_cast<std::ptrdiff_t>(lost));
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 1u);
  EXPECT_FALSE(w.seen.exchanges[0].response->body.complete);
  EXPECT_EQ(w.seen.exchanges[0].response->body.missing, 4u);
  EXPECT_EQ(w.seen.exchanges[0].response->body.length, 6u);
}

// A hole behind it dropped the request and with it the only trace of the tunnel's target.
TEST(Http, ARequestInFrontOfAHoleIsTold) {
  for (const std::string method : {"CONNECT a.example:443", "GET http://a.example/"}) {
    Web w;
    const std::string request = method + " HTTP/1.1\r\nHost: a.example\r\n\r\n";
    w.tcp.client(request);
    w.tcp.segment(true, static_cast<std::uint32_t>(request.size()) + 500, "behind the hole");
    w.read();
    ASSERT_EQ(w.seen.exchanges.size(), 1u) << method;
    EXPECT_EQ(w.seen.exchanges[0].request->header("host"), "a.example");
  }
}

TEST(Http, ReadsBasicWithColonsInThePassword) {
  Web w;
  w.tcp.client("GET / HTTP/1.1\r\nAuthorization: Basic  dGVzdDoxOjM0\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.logins.size(), 1u);
  EXPECT_EQ(w.seen.logins[0].user, "test");
  EXPECT_EQ(w.seen.logins[0].password, "1:34");
  EXPECT_EQ(w.seen.logins[0].outcome, LoginOutcome::accepted);
}

// RFC 2617 section 3.5.
TEST(Http, TestsADigestOffline) {
  Web w;
  w.tcp.client(
      "GET /dir/index.html HTTP/1.1\r\nAuthorization: Digest username=\"Mufasa\", "
      "realm=\"testrealm@host.com\", "
      "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", uri=\"/dir/index.html\", qop=auth, nc=00000001, "
      "cnonce=\"0a4f113b\", response=\"6629fae49393a05397450978507c4ef1\"\r\n\r\n");
  w.tcp.server("HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.logins.size(), 1u);
  EXPECT_FALSE(w.seen.logins[0].password_seen);
  EXPECT_TRUE(w.seen.logins[0].fits("Circle Of Life"));
  EXPECT_FALSE(w.seen.logins[0].fits("circle of life"));
  EXPECT_EQ(w.seen.logins[0].outcome, LoginOutcome::refused);
}

TEST(Http, LooksIntoATunnelThatConnectOpened) {
  Web w;
  w.tcp.client("CONNECT inner:80 HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\n\r\n");
  w.tcp.client("GET /inner HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 2u);
  EXPECT_EQ(w.seen.exchanges[1].request->target, "/inner");
}

TEST(Http, IsFoundBehindAnUnknownBeginning) {
  Web w;
  w.tcp.client(std::string("\4\1\0\x50\x0a\0\0\1u\0", 10));
  w.tcp.server(std::string("\0\x5a\0\0\0\0\0\0", 8));
  w.tcp.client("GET /through-socks HTTP/1.1\r\n\r\n");
  w.tcp.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  w.read();
  ASSERT_EQ(w.seen.exchanges.size(), 1u);
  EXPECT_EQ(w.seen.exchanges[0].request->target, "/through-socks");
  EXPECT_EQ(w.seen.exchanges[0].response->status, 200u);
}

TEST(Rtsp, PassesOverInterleavedMedia) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 554};
  tcp.open();
  tcp.client("DESCRIBE rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 1\r\n\r\n");
  tcp.server("RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 3\r\n\r\nv=0" + std::string("$\0\0\5RTSP/", 9));
  tcp.client("PLAY rtsp://10.0.0.1/ RTSP/1.0\r\nCSeq: 2\r\n\r\n");
  tcp.server(std::string("$\0\0\1x", 5) + "RTSP/1.0 200 OK\r\nCSeq: 2\r\n\r\n");
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.exchanges.size(), 2u);
  EXPECT_TRUE(seen.exchanges[0].rtsp);
  EXPECT_EQ(seen.exchanges[1].request->method, "PLAY");
  EXPECT_EQ(seen.flows[0].service, "rtsp");
}

// Small bodies that unpack to much, of requests that nobody answers, filled the memory.
TEST(Http, HeadsAndBodiesOfOpenRequestsAreBoundedTogether) {
  MadeCapture made;
  for (std::uint16_t i = 0; i < 5; ++i) {
    MadeTcp tcp{made, "10.0.0.2", static_cast<std::uint16_t>(40000 + i), "10.0.0.1", 80};
    tcp.open();
    for (int j = 0; j < 20; ++j)
      tcp.client("POST / HTTP/1.1\r\nContent-Length: 1000\r\n\r\n" + std::string(1000, 'x'));
  }
  const std::string file = made.pcap();
  for (const std::size_t most : {std::size_t{10'000}, std::size_t{1'000'000}}) {
    AnalysisOptions options;
    options.message_memory = most;
    Seen seen;
    TrafficAnalysis analysis{std::move(options), {&seen}};
    MemorySource source{as_bytes(file)};
    ASSERT_TRUE(analysis.read(source, "made.pcap"));
    analysis.finish();
    EXPECT_EQ(seen.exchanges.size(), 100u);
    EXPECT_EQ(analysis.refused_messages() > 0, most == 10'000);
    EXPECT_EQ(seen.exchanges.back().request->body.length, 1000u);
  }
}

}  // namespace
}  // namespace firsthour::triage::network
