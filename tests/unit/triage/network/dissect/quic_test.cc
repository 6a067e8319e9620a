// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/quic.h"

#include "tests/support/made_hello.h"
#include "tests/support/made_quic.h"
#include "tests/unit/triage/network/seen.h"

namespace firsthour::triage::network {
namespace {

std::string bytes_of(std::string_view hex) {
  std::string out;
  const auto digit = [](char c) { return c <= '9' ? c - '0' : c - 'a' + 10; };
  for (std::size_t i = 0; i + 1 < hex.size(); i += 2)
    out += static_cast<char>(digit(hex[i]) << 4 | digit(hex[i + 1]));
  return out;
}
std::string hex(const std::string& text) { return to_hex(as_bytes(text)); }

const std::string kId = bytes_of("8394c8f03e515708");

// The client's and the server's side of one connection on UDP port 443.
struct Talk {
  MadeCapture made;
  void client(std::string_view datagram) { made.udp("10.0.0.2", 40000, "192.0.2.1", 443, datagram); }
  void server(std::string_view datagram) { made.udp("192.0.2.1", 443, "10.0.0.2", 40000, datagram); }
};

// RFC 9001 appendix A.1.
TEST(Quic, DerivesTheKeysOfTheStandardsExample) {
  const QuicKeys client = quic_initial_keys(1, kId, true), server = quic_initial_keys(1, kId, false);
  EXPECT_EQ(hex(client.key), "1f369613dd76d5467730efcbe3b1a22d");
  EXPECT_EQ(hex(client.iv), "fa044b2f42a3fd3b46fb255c");
  EXPECT_EQ(hex(client.header), "9f50449e04a0e810283a1e9933adedd2");
  EXPECT_EQ(hex(server.key), "cf3a5331653c364c88f0f379b6067e37");
  EXPECT_EQ(hex(server.iv), "0ac1493ca1905853b0bba03e");
  EXPECT_EQ(hex(server.header), "c206b8d9b9f0f37644430b490eeaa314");
}

// RFC 9369 appendix A.1.
TEST(Quic, DerivesTheKeysOfVersionTwosExample) {
  const QuicKeys client = quic_initial_keys(0x6b3343cf, kId, true);
  EXPECT_EQ(hex(client.key), "8b1a0bc121284290a29e0971b5cd045d");
  EXPECT_EQ(hex(client.iv), "91f73e2351d8fa91660e909f");
  EXPECT_EQ(hex(client.header), "45b95e15235d6f45a6b19cbcb0294ba9");
}

// RFC 9001 appendix A.2: the client's packet, whose hello asks for example.com.
TEST(Quic, OpensTheClientsPacketOfTheStandard) {
  std::string frames = bytes_of(
      "060040f1010000ed0303ebf8fa56f12939b9584a3896472ec40bb863cfd3e868"
      "04fe3a47f06a2b69484c00000413011302010000c000000010000e00000b6578"
      "616d706c652e636f6dff01000100000a00080006001d00170018001000070005"
      "04616c706e000500050100000000003300260024001d00209370b2c9caa47fba"
      "baf4559fedba753de171fa71f50f1ce15d43e994ec74d748002b000302030400"
      "0d0010000e0403050306030203080408050806002d00020101001c0002400100"
      "3900320408ffffffffffffffff05048000ffff07048000ffff08011001048000"
      "75300901100f088394c8f03e51570806048000ffff");
  frames.resize(1162, '\0');
  const std::string packet = MadeQuic{1, kId}.packet(true, 2, frames);
  // The sealing of the test is that of the standard, so the opening is tested against it.
  EXPECT_EQ(hex(packet.substr(0, 22)), "c000000001088394c8f03e5157080000449e7b9aec34");
  EXPECT_EQ(hex(packet.substr(packet.size() - 16)), "e221af44860018ab0856972e194cd934");
  Talk talk;
  talk.client(packet);
  Seen seen;
  seen.read(talk.made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "example.com");
  EXPECT_EQ(seen.handshakes[0].alpn, "alpn");
  EXPECT_EQ(seen.handshakes[0].ja4.substr(0, 10), "q13d0211an");
  EXPECT_EQ(seen.handshakes[0].quic_version, 1u);
  EXPECT_EQ(seen.flows[0].service, "quic");
}

class QuicVersions : public testing::TestWithParam<std::uint32_t> {};
INSTANTIATE_TEST_SUITE_P(All, QuicVersions, testing::Values(1u, 0x6b3343cfu, 0xff00001du, 0xff000017u));

TEST_P(QuicVersions, PutsAHelloOfSeveralPacketsTogetherInAnyOrder) {
  const MadeQuic quic{GetParam(), "8 bytes!"};
  const std::string hello = made_message(1, made_client_hello(0x0303, "quic.example"));
  Talk talk;
  talk.client(quic.packet(true, 1, MadeQuic::crypto(40, hello.substr(40)) + std::string(20, '\0')));
  talk.client(quic.packet(true, 0, MadeQuic::crypto(0, hello.substr(0, 40)) + std::string(20, '\0')));
  // An acknowledgement stands before the server's hello.
  talk.server(quic.packet(false, 0,
                          std::string("\x02\x01\x00\x00\x01", 5) +
                              MadeQuic::crypto(0, made_message(2, made_server_hello(0x0303)))));
  Seen seen;
  seen.read(talk.made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "quic.example");
  EXPECT_TRUE(seen.handshakes[0].has_server);
  EXPECT_EQ(seen.handshakes[0].cipher, 0xc02f);
}

TEST(Quic, FollowsAClientThatIsAskedToComeAgain) {
  const std::string hello = made_message(1, made_client_hello(0x0303, "again.example"));
  Talk talk;
  // The first packet's hello is not whole; after the server's request its keys follow from another number.
  talk.client(MadeQuic{1, "number 1"}.packet(true, 0, MadeQuic::crypto(0, hello.substr(0, 20))));
  talk.client(MadeQuic{1, "number 2"}.packet(true, 1, MadeQuic::crypto(0, hello)));
  Seen seen;
  seen.read(talk.made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "again.example");
}

TEST(Quic, WhatDoesNotVouchForItselfIsNotBelieved) {
  std::string packet =
      MadeQuic{1, kId}.packet(true, 0, MadeQuic::crypto(0, made_message(1, made_client_hello(0x0303, "x"))));
  packet[packet.size() - 20] = static_cast<char>(packet[packet.size() - 20] ^ 1);
  Talk talk;
  talk.client(packet);
  Seen seen;
  seen.read(talk.made);
  EXPECT_TRUE(seen.handshakes.empty());
}

}  // namespace
}  // namespace firsthour::triage::network
