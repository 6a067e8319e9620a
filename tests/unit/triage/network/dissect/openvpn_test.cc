// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/openvpn.h"

#include "tests/support/made_hello.h"
#include "tests/unit/triage/network/seen.h"

namespace firsthour::triage::network {
namespace {

const std::string kReset = "\x38session." + std::string(5, '\0');

// A control packet: `digest` is what tls-auth adds; the first of a side acknowledges nothing, others one
// packet.
std::string control(std::uint32_t number, const std::string& payload, const std::string& digest = "",
                    bool acknowledges = true) {
  return "\x20session." + digest + (acknowledges ? "\1" + big32(0) + "another." : std::string(1, '\0')) +
         big32(number) + payload;
}
std::string record(const std::string& message) {
  return "\x16\x03\x03" + big16(static_cast<std::uint32_t>(message.size())) + message;
}
const std::string kHello = record(made_message(1, made_client_hello(0x0303, "vpn.example")));
const std::string kAnswer = record(made_message(2, made_server_hello(0x0303)));

TEST(OpenVpn, ReadsTheHandshakeOverDatagramsInAnyOrder) {
  for (const std::string& digest : {std::string{}, std::string(20 + 8, 'd'), std::string(64 + 8, 'd')}) {
    MadeCapture made;
    made.udp("10.0.0.2", 40000, "10.0.0.1", 4444, "\x38session." + digest + std::string(5, '\0'));
    made.udp("10.0.0.2", 40000, "10.0.0.1", 4444, control(2, kHello.substr(30), digest, false));
    made.udp("10.0.0.2", 40000, "10.0.0.1", 4444, control(1, kHello.substr(0, 30), digest));
    made.udp("10.0.0.1", 4444, "10.0.0.2", 40000, control(1, kAnswer, digest));
    Seen seen;
    seen.read(made);
    ASSERT_EQ(seen.handshakes.size(), 1u) << digest.size();
    EXPECT_EQ(seen.handshakes[0].server_name, "vpn.example");
    EXPECT_TRUE(seen.handshakes[0].has_server);
    EXPECT_EQ(seen.flows[0].service, "openvpn");
  }
}

TEST(OpenVpn, ReadsTheHandshakeOverTcp) {
  const auto framed = [](const std::string& p) { return big16(static_cast<std::uint32_t>(p.size())) + p; };
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 8443};
  tcp.open();
  tcp.client(framed(kReset));
  tcp.client(framed(control(1, kHello)));
  tcp.server(framed(control(1, kAnswer)));
  tcp.close();
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "vpn.example");
  EXPECT_EQ(seen.flows[0].service, "openvpn");
}

TEST(OpenVpn, OtherDatagramsThatBeginWithItsByteAreNone) {
  EXPECT_TRUE(begins_openvpn(as_bytes(kReset)));
  EXPECT_FALSE(begins_openvpn(as_bytes(kReset + "x")));
  EXPECT_FALSE(begins_openvpn(as_bytes("8 letters or more, no zeros")));
  EXPECT_FALSE(begins_openvpn(as_bytes(kReset).first(13)));
}

}  // namespace
}  // namespace firsthour::triage::network
