// SPDX-License-Identifier: Apache-2.0
#include "tests/support/conformance.h"
#include "tests/support/made_hello.h"
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

#include <fstream>

namespace firsthour::triage::network {
namespace {

std::string file_bytes(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(Ftp, PublicCaptureOfAnAnonymousLogin) {
  NEED_CONFORMANCE_SUITE(suite, "ftp-pcaps");
  for (const auto& [name, connections, transfers] :
       {std::tuple{"ipv4.pcap", 5u, 4u}, std::tuple{"ipv6.pcap", 6u, 5u}}) {
    SCOPED_TRACE(name);
    Seen seen;
    seen.read(file_bytes(*suite / name));
    ASSERT_EQ(seen.logins.size(), 1u);
    EXPECT_EQ(seen.logins[0].user, "anonymous");
    EXPECT_EQ(seen.logins[0].password, "test");
    EXPECT_EQ(seen.logins[0].outcome, LoginOutcome::accepted);
    EXPECT_EQ(seen.logins[0].asked.packet, 6u);
    EXPECT_EQ(seen.flows.size(), connections);
    EXPECT_EQ(std::count_if(seen.flows.begin(), seen.flows.end(),
                            [](const auto& f) { return f.service == "ftp-data"; }),
              transfers);
    ASSERT_EQ(seen.files.size(), 2u);
    for (const SeenFile& file : seen.files) {
      EXPECT_EQ(file.name, "robots.txt");
      EXPECT_EQ(file.length, 77u);
      EXPECT_TRUE(file.complete);
    }
  }
}

TEST(Ftp, PublicCaptureOfGuessing) {
  NEED_CONFORMANCE_SUITE(suite, "ftp-pcaps");
  Seen seen;
  seen.read(file_bytes(*suite / "bruteforce.pcap"));
  EXPECT_EQ(seen.logins.size(), 30u);
  for (const Login& login : seen.logins) {
    EXPECT_EQ(login.user, "bro");
    EXPECT_EQ(login.outcome, LoginOutcome::refused);
  }
}

struct Talk {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 2121};
  Talk() {
    tcp.open();
    tcp.server("220 ready\r\n");
  }
};

TEST(Ftp, ACommandWithoutItsReplyIsNoSuccess) {
  Talk t;
  t.tcp.client("USER anonymous\r\n");
  t.tcp.server("331 password\r\n");
  t.tcp.client("PASS me@example.com\r\n");
  t.tcp.close();
  Seen seen;
  seen.read(t.made);
  ASSERT_EQ(seen.logins.size(), 1u);
  EXPECT_EQ(seen.logins[0].outcome, LoginOutcome::unknown);
}

TEST(Ftp, AUserWithoutAPasswordMayBeLetIn) {
  Talk t;
  t.tcp.client("USER ftp\r\n");
  t.tcp.server("230-Welcome\r\n230 Done\r\n");
  Seen seen;
  seen.read(t.made);
  ASSERT_EQ(seen.logins.size(), 1u);
  EXPECT_TRUE(seen.logins[0].without_password);
  EXPECT_EQ(seen.logins[0].outcome, LoginOutcome::accepted);
}

TEST(Ftp, WhatFollowsAuthTlsIsReadAsTls) {
  Talk t;
  t.tcp.client("AUTH TLS\r\n");
  t.tcp.server("234 Proceed\r\n");
  const std::string hello = made_message(1, made_client_hello(0x0303, "ftp.example"));
  t.tcp.client("\x16\x03\x01" + big16(static_cast<std::uint32_t>(hello.size())) + hello);
  Seen seen;
  seen.read(t.made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "ftp.example");
}

TEST(Ftp, PipelinedCommandsHaveTheirOwnReplies) {
  Talk t;
  t.tcp.client("USER bob\r\nPASS wrong\r\nUSER bob\r\nPASS right\r\n");
  t.tcp.server("331 go on\r\n530 no\r\n331 go on\r\n230 yes\r\n");
  Seen seen;
  seen.read(t.made);
  ASSERT_EQ(seen.logins.size(), 2u);
  EXPECT_EQ(seen.logins[0].outcome, LoginOutcome::refused);
  EXPECT_EQ(seen.logins[1].outcome, LoginOutcome::accepted);
  EXPECT_EQ(seen.logins[1].password, "right");
}

}  // namespace
}  // namespace firsthour::triage::network
