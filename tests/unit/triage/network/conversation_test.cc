// SPDX-License-Identifier: Apache-2.0
// Which dissector a connection gets, and how often.
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

namespace firsthour::triage::network {
namespace {

// A segment of switches, each one a call deeper and a copy of the rest.
TEST(TcpConversation, ManyChangesOfProtocolInOnePacketEnd) {
  std::string switches;
  while (switches.size() < 60'000) switches += "HTTP/1.1 101\n\n";
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.segment(false, 0, switches);
  const std::string file = made.pcap();
  TrafficAnalysis analysis{{}, {}};
  MemorySource source{as_bytes(file)};
  ASSERT_TRUE(analysis.read(source, "made.pcap"));
  analysis.finish();
  EXPECT_EQ(analysis.streams().changed_too_often, 1u);
}

// What waited for the other side was told again with every segment.
TEST(TcpConversation, WhatIsUnknownIsToldOnce) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 2425};
  tcp.open();
  for (int i = 0; i < 6; ++i)
    tcp.client("1_lbt6_0#128#AABBCCDDEEFF#0#0#0:" + std::to_string(i) + ":user:host:32:hello");
  tcp.close();
  Seen seen;
  seen.read(made);
  EXPECT_EQ(seen.messages.size(), 6u);
}

std::string service_of(std::uint16_t port, const std::string& first) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", port};
  tcp.open();
  tcp.client(first);
  tcp.close();
  Seen seen;
  seen.read(made);
  return seen.flows.empty() ? "none" : seen.flows[0].service;
}

TEST(TcpConversation, AVersionBeyondTlsIsNotTls) {
  EXPECT_EQ(service_of(9999, std::string("\x16\x03\xf0", 3) + "nothing of TLS"), "");
}

TEST(TcpConversation, OfIsoTransportOnlyRdpIsRdp) {
  const auto request = [](const std::string& said) {
    return std::string("\3\0\0", 3) + static_cast<char>(11 + said.size()) +
           static_cast<char>(6 + said.size()) + std::string("\xe0\0\0\0\0\0", 6) + said;
  };
  EXPECT_EQ(service_of(3390, request("Cookie: mstshash=bob\r\n")), "rdp");
  EXPECT_EQ(service_of(3390, request(std::string("\1\0\x08\0\3\0\0\0", 8))), "rdp");
  EXPECT_EQ(service_of(3389, request("")), "rdp");
  // S7, which talks to controllers.
  EXPECT_EQ(service_of(102, request(std::string("\xc0\1\x0a\xc1\2\1\0\xc2\2\1\2", 11))), "");
}

// The promise of a data connection that nobody made hid what went to a server.
TEST(TcpConversation, AWordOfFtpHidesNoServer) {
  MadeCapture made;
  MadeTcp ftp{made, "10.0.0.2", 50000, "10.0.0.77", 21};
  ftp.open();
  ftp.server("220 ftp\r\n");
  ftp.client("PORT 10,0,0,1,0,80\r\n");
  ftp.server("200 yes\r\n");
  MadeTcp web{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  web.open();
  web.client("hidden bytes");
  web.close();
  MadeTcp own{made, "10.0.0.2", 51000, "10.0.0.77", 80};
  ftp.client("PASV\r\n");
  ftp.server("227 Entering (10,0,0,77,0,80)\r\n");
  own.open();
  own.client("POST /shell.php HTTP/1.1\r\nContent-Length: 0\r\n\r\n");
  own.server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
  own.close();
  ftp.close();
  Seen seen;
  seen.read(made);
  for (const auto& flow : seen.flows) EXPECT_NE(flow.service, "ftp-data") << flow.server.address.text();
  ASSERT_EQ(seen.exchanges.size(), 1u);
  EXPECT_EQ(seen.exchanges[0].request->target, "/shell.php");
}

TEST(TcpConversation, AKeptPromiseOfFtpNamesItsFile) {
  MadeCapture made;
  MadeTcp ftp{made, "10.0.0.2", 50000, "10.0.0.77", 21};
  ftp.open();
  ftp.server("220 ftp\r\n");
  ftp.client("PORT 10,0,0,2,200,1\r\n");
  ftp.server("200 yes\r\n");
  ftp.client("RETR secret.txt\r\n");
  ftp.server("150 here\r\n");
  for (int i = 0; i < 2; ++i) {  // one connection, not two
    MadeTcp data{made, "10.0.0.77", 20, "10.0.0.2", 51201};
    data.open();
    data.client("it is a secret");
    data.close();
    made.wait(20'000'000'000);
  }
  ftp.server("226 done\r\n");
  ftp.close();
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.files.size(), 1u);
  EXPECT_EQ(seen.files[0].name, "secret.txt");
  EXPECT_EQ(std::count_if(seen.flows.begin(), seen.flows.end(),
                          [](const auto& f) { return f.service == "ftp-data"; }),
            1);
}

}  // namespace
}  // namespace firsthour::triage::network
