// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/dtls.h"

#include "tests/support/made_hello.h"
#include "tests/unit/triage/network/seen.h"

namespace firsthour::triage::network {
namespace {

std::string three(std::size_t n) { return big32(static_cast<std::uint32_t>(n)).substr(1); }

// A record with one fragment of a message.
std::string record(unsigned version, char type, unsigned number, const std::string& body,
                   std::size_t from = 0, std::size_t size = std::string::npos) {
  const std::string part = body.substr(from, size);
  const std::string message =
      type + three(body.size()) + big16(number) + three(from) + three(part.size()) + part;
  return "\x16" + big16(version) + std::string(8, '\0') + big16(static_cast<std::uint32_t>(message.size())) +
         message;
}

struct Talk {
  MadeCapture made;
  void client(std::string_view datagram) { made.udp("10.0.0.2", 40000, "192.0.2.1", 4433, datagram); }
  void server(std::string_view datagram) { made.udp("192.0.2.1", 4433, "10.0.0.2", 40000, datagram); }
  TlsHandshake seen() {
    Seen all;
    all.read(made);
    EXPECT_EQ(all.handshakes.size(), 1u);
    EXPECT_EQ(all.flows[0].service, "dtls");
    return all.handshakes.empty() ? TlsHandshake{} : all.handshakes[0];
  }
};

TEST(Dtls, ReadsBothHellos) {
  Talk talk;
  talk.client(record(0xfeff, 1, 0, made_client_hello(0xfefd, "dtls.example", true)));
  talk.server(record(0xfefd, 2, 0, made_server_hello(0xfefd)));
  const TlsHandshake h = talk.seen();
  EXPECT_EQ(h.server_name, "dtls.example");
  EXPECT_EQ(h.ja4.substr(0, 10), "dd2d020100");
  EXPECT_EQ(tls_version_name(h.version), "1.2");
}

TEST(Dtls, PutsFragmentsTogetherInAnyOrder) {
  const std::string hello = made_client_hello(0xfeff, "fragments.example", true);
  Talk talk;
  talk.client(record(0xfeff, 1, 0, hello, 30));
  talk.client(record(0xfeff, 1, 0, hello, 0, 31));
  const TlsHandshake h = talk.seen();
  EXPECT_EQ(h.server_name, "fragments.example");
  EXPECT_EQ(h.ja4.substr(0, 3), "dd1");
}

// In a call between browsers the side that was called may begin the handshake.
TEST(Dtls, TheHelloSaysWhoTheClientIs) {
  Talk talk;
  talk.client("\1\1 a binding request that is no DTLS");
  talk.server(record(0xfefd, 1, 0, made_client_hello(0xfefd, "called.example", true)));
  talk.client(record(0xfefd, 2, 0, made_server_hello(0xfefd)));
  const TlsHandshake h = talk.seen();
  EXPECT_EQ(h.server_name, "called.example");
  EXPECT_TRUE(h.has_server);
}

TEST(Dtls, AnotherContentOfThatPortIsNotTaken) {
  MadeCapture made;
  // The length says more than there is.
  std::string cut = record(0xfefd, 1, 0, made_client_hello(0xfefd, "x", true));
  made.udp("10.0.0.2", 40000, "192.0.2.1", 4433, cut.substr(0, cut.size() - 1));
  Seen seen;
  seen.read(made);
  EXPECT_TRUE(seen.handshakes.empty());
  EXPECT_NE(seen.flows[0].service, "dtls");
}

}  // namespace
}  // namespace firsthour::triage::network
