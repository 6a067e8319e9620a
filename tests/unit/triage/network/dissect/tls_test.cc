// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/tls.h"

#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "tests/unit/triage/network/seen.h"

#include <gmock/gmock.h>

namespace firsthour::triage::network {
namespace {

std::string counted8(const std::string& s) { return std::string(1, static_cast<char>(s.size())) + s; }
std::string counted16(const std::string& s) { return big16(static_cast<std::uint32_t>(s.size())) + s; }
std::string extension(unsigned type, const std::string& body) { return big16(type) + counted16(body); }
std::string list(const std::vector<unsigned>& values) {
  std::string out;
  for (const unsigned v : values) out += big16(v);
  return out;
}
std::string hello(unsigned version, const std::vector<unsigned>& ciphers, const std::string& extensions) {
  return big16(version) + std::string(32, 'r') + counted8("") + counted16(list(ciphers)) +
         counted8(std::string(1, '\0')) + (extensions.empty() ? "" : counted16(extensions));
}
std::string record(const std::string& body, char type = 1) {
  const std::string message = type + std::string(1, '\0') + counted16(body);
  return "\x16\x03\x01" + counted16(message);
}
std::string name_extension(const std::string& name) {
  return extension(0, counted16(std::string(1, '\0') + counted16(name)));
}

// The example of JA3's own description.
TEST(Ja3, IsThatOfThePublishedExample) {
  TlsHandshake h;
  ASSERT_TRUE(
      parse_client_hello(as_bytes(hello(769, {47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4},
                                        name_extension("a") + extension(10, counted16(list({23, 24, 25}))) +
                                            extension(11, counted8(std::string(1, '\0'))))),
                         h));
  EXPECT_EQ(h.ja3_text, "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0");
  EXPECT_EQ(h.ja3, "ada70206e40642a3e4461f35503241d5");
}

TEST(Ja3, KeepsEmptyFieldsAndDropsGrease) {
  TlsHandshake h;
  ASSERT_TRUE(parse_client_hello(as_bytes(hello(769, {0x0a0a, 4, 5, 0xfafa}, "")), h));
  EXPECT_EQ(h.ja3_text, "769,4-5,,,");
}

// The lists of JA4's own description.
TEST(Ja4, IsThatOfThePublishedExample) {
  const std::string extensions =
      extension(0x1a1a, "") + extension(0x001b, "") + name_extension("example.com") + extension(0x0033, "") +
      extension(0x0010, counted16(counted8("h2") + counted8("http/1.1"))) + extension(0x4469, "") +
      extension(0x0017, "") + extension(0x002d, "") +
      extension(0x000d, counted16(list({0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601}))) +
      extension(0x0005, "") + extension(0x0023, "") + extension(0x0012, "") +
      extension(0x002b, counted8(list({0x3a3a, 0x0304, 0x0303}))) + extension(0xff01, "") +
      extension(0x000b, counted8(std::string(1, '\0'))) + extension(0x000a, counted16(list({29, 23, 24}))) +
      extension(0x0015, "");
  TlsHandshake h;
  ASSERT_TRUE(
      parse_client_hello(as_bytes(hello(0x0303,
                                        {0x4a4a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030,
                                         0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c, 0x009d, 0x002f, 0x0035},
                                        extensions)),
                         h));
  EXPECT_EQ(h.ja4, "t13d1516h2_8daaf6152771_e5627efa2ab1");
  EXPECT_EQ(h.server_name, "example.com");
}

// Its record names the cipher where later versions have the session's length.
TEST(Tls, TheServersHelloOfATls13DraftIsReadAtItsPlaces) {
  const std::string body =
      big16(0x7f12) + std::string(32, 'r') + big16(0x1301) + counted16(extension(51, ""));
  TlsHandshake h;
  ASSERT_TRUE(parse_server_hello(as_bytes(body), h));
  EXPECT_EQ(h.ja3s_text, "32530,4865,51");
}

TEST(Tls, AHelloIsToldThoughTheRestOfItsRecordIsMissing) {
  const std::string hello = big16(0x0303) + std::string(32, 'r') + counted8("") + big16(0x002f) + '\0';
  const std::string message = '\2' + std::string(1, '\0') + counted16(hello);
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 443};
  tcp.open();
  tcp.server("\x16\x03\x03" + big16(static_cast<std::uint32_t>(message.size() + 500)) + message);
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].cipher, 0x2f);
}

// The capture began in the middle, so that the flow's client was a guess.
TEST(Tls, TheHelloSaysWhoTheServerIs) {
  const std::string hello = big16(0x0303) + std::string(32, 'r') + counted8("") + big16(0x002f) + '\0';
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.1", 8443, "10.0.0.2", 40000};
  tcp.client(record(hello, 2));
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_TRUE(seen.handshakes[0].has_server);
}

TEST(Tls, AnOddListOfCiphersDoesNotHideTheName) {
  const std::string body = big16(0x0303) + std::string(32, 'r') + counted8("") + counted16(list({47}) + "x") +
                           counted8(std::string(1, '\0')) + counted16(name_extension("hidden.example"));
  TlsHandshake h;
  ASSERT_TRUE(parse_client_hello(as_bytes(body), h));
  EXPECT_EQ(h.server_name, "hidden.example");
}

TEST(Tls, AHelloMayComeInManyPieces) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 8443};
  tcp.open();
  const std::string body = hello(0x0303, {47, 53}, name_extension("pieces.example"));
  const std::string message = std::string("\1\0", 2) + counted16(body);
  const std::string bytes =
      "\x16\x03\x01" + counted16(message.substr(0, 30)) + "\x16\x03\x01" + counted16(message.substr(30));
  for (std::size_t at = 0; at < bytes.size(); at += 11) tcp.client(std::string_view{bytes}.substr(at, 11));
  tcp.server(
      record(big16(0x0303) + std::string(32, 's') + counted8("") + big16(47) + std::string(1, '\0'), 2));
  tcp.close();
  Seen seen;
  seen.read(made);
  ASSERT_EQ(seen.handshakes.size(), 1u);
  EXPECT_EQ(seen.handshakes[0].server_name, "pieces.example");
  EXPECT_EQ(seen.handshakes[0].cipher, 47);
  EXPECT_EQ(seen.handshakes[0].ja3s_text, "771,47,");
}

TEST(Tls, ACertificateThatIsNoneHasItsDigestAlone) {
  const TlsCertificate c = parse_certificate(as_bytes(std::string_view{"no certificate"}));
  EXPECT_FALSE(c.readable);
  EXPECT_EQ(c.sha256, sha256("no certificate").hex());
}

}  // namespace
}  // namespace firsthour::triage::network
