// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/http2.h"

#include "tests/unit/triage/network/seen.h"

namespace firsthour::triage::network {
namespace {

const std::string kClient = std::string{kHttp2Preface} + std::string("\0\0\0\4\0\0\0\0\0", 9);

std::string frame(char kind, char flags, std::uint32_t stream, const std::string& payload) {
  return big32(static_cast<std::uint32_t>(payload.size())).substr(1) + kind + flags + big32(stream) + payload;
}
// A field that is written out and not remembered.
std::string field(const std::string& name, const std::string& value) {
  return std::string(1, '\0') + static_cast<char>(name.size()) + name + static_cast<char>(value.size()) +
         value;
}
// GET by its number in the table of RFC 7541.
std::string get(const std::string& path) {
  return "\x82" + field(":path", path) + field(":authority", "h2.example");
}
const std::string kOk = "\x88" + field("content-type", "text/plain");

struct Talk {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  Talk() { tcp.open(); }
  Seen seen() {
    tcp.close();
    Seen all;
    all.read(made);
    return all;
  }
};

TEST(Http2, TellsTheExchangesOfInterleavedStreams) {
  Talk t;
  t.tcp.client(kClient + frame(1, 5, 1, get("/first")) + frame(1, 5, 3, get("/second")));
  t.tcp.server(frame(4, 0, 0, "") + frame(1, 4, 3, kOk) + frame(1, 4, 1, kOk) + frame(0, 0, 3, "two, ") +
               frame(0, 1, 1, "one") + frame(0, 1, 3, "in parts"));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.exchanges.size(), 2u);
  EXPECT_EQ(seen.exchanges[0].request->target, "/first");
  EXPECT_EQ(seen.exchanges[0].request->header("host"), "h2.example");
  EXPECT_EQ(seen.exchanges[0].response->body.head, "one");
  EXPECT_EQ(seen.exchanges[1].request->target, "/second");
  EXPECT_EQ(seen.exchanges[1].response->status, 200u);
  EXPECT_EQ(seen.exchanges[1].response->body.head, "two, in parts");
  EXPECT_TRUE(seen.exchanges[1].response->body.complete);
  EXPECT_EQ(seen.flows[0].service, "http2");
}

TEST(Http2, RemembersFieldsFromBlockToBlock) {
  Talk t;
  // The name and value are written with the first request, and named by the number 62 with the second.
  const std::string agent = "\x40\x0auser-agent\x04made";
  t.tcp.client(kClient + frame(1, 5, 1, get("/1") + agent) + frame(1, 5, 3, get("/2") + "\xbe"));
  t.tcp.server(frame(1, 5, 1, kOk) + frame(1, 5, 3, kOk));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.exchanges.size(), 2u);
  EXPECT_EQ(seen.exchanges[1].request->header("user-agent"), "made");
}

TEST(Http2, LeavesPaddingOutAndPutsContinuedHeadersTogether) {
  Talk t;
  const std::string block = get("/padded");
  t.tcp.client(kClient + frame(1, 0x2d & ~4, 1, "\2" + big32(0) + "\x10" + block.substr(0, 5) + "pp") +
               frame(9, 4, 1, block.substr(5)));
  t.tcp.server(frame(1, 4, 1, kOk) + frame(0, 9, 1, "\3bodyppp"));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.exchanges.size(), 1u);
  EXPECT_EQ(seen.exchanges[0].request->target, "/padded");
  EXPECT_EQ(seen.exchanges[0].response->body.head, "body");
}

TEST(Http2, LoginsAndFilesAreToldAsOfHttp1) {
  Talk t;
  t.tcp.client(kClient + frame(1, 5, 1, get("/tool.bin") + field("authorization", "Basic cm9vdDoxMjM0")));
  t.tcp.server(frame(1, 4, 1, "\x88" + field("content-type", "application/octet-stream")) +
               frame(0, 1, 1, "bytes"));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.logins.size(), 1u);
  EXPECT_EQ(seen.logins[0].user, "root");
  EXPECT_EQ(seen.logins[0].outcome, LoginOutcome::accepted);
  ASSERT_EQ(seen.files.size(), 1u);
  EXPECT_EQ(seen.files[0].name, "tool.bin");
}

// The server's first frames may come in the segment that agrees to the upgrade.
TEST(Http2, AfterAnUpgradeNoFrameIsLost) {
  Talk t;
  t.tcp.client("GET /old HTTP/1.1\r\nHost: h\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n");
  t.tcp.server("HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n" + frame(4, 0, 0, "") +
               frame(1, 4, 1, "\x88\x40\x06x-kept\x03yes"));
  t.tcp.client(kClient + frame(1, 5, 3, get("/new")));
  t.tcp.server(frame(0, 1, 1, "answer to the old") + frame(1, 5, 3, "\x88\xbe"));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.exchanges.size(), 3u);
  EXPECT_EQ(seen.exchanges[1].response->body.head, "answer to the old");
  EXPECT_EQ(seen.exchanges[2].request->target, "/new");
  EXPECT_EQ(seen.exchanges[2].response->header("x-kept"), "yes");
}

TEST(Http2, AHoleInABodyIsCountedAndTheRestGoesOn) {
  Talk t;
  t.tcp.client(kClient + frame(1, 5, 1, get("/big")));
  const std::string head = frame(1, 4, 1, kOk), body = frame(0, 1, 1, std::string(3000, 'x'));
  t.tcp.server(head + body.substr(0, 1000));
  const auto sent = static_cast<std::uint32_t>(head.size() + 1000);
  t.tcp.segment(false, sent + 500, body.substr(1500));
  const Seen seen = t.seen();
  ASSERT_EQ(seen.exchanges.size(), 1u);
  EXPECT_EQ(seen.exchanges[0].response->body.missing, 500u);
  EXPECT_EQ(seen.exchanges[0].response->body.length, 2500u);
  EXPECT_FALSE(seen.exchanges[0].response->body.complete);
}

TEST(Http2, WhatOnlyBeginsLikeItIsNot) {
  Talk t;
  t.tcp.client("PRI * HTTP/2.0\r\nHost: none\r\n\r\nand more");
  EXPECT_TRUE(t.seen().exchanges.empty());
}

}  // namespace
}  // namespace firsthour::triage::network
