// SPDX-License-Identifier: Apache-2.0
// The parsers on made bytes, and the question whether a handler is there without loading it.
#include "collectors/network/sock_diag.h"

#include "collectors/network/diag_presence.h"
#include "collectors/network/netlink_message.h"
#include "collectors/network/proc_net.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <sys/socket.h>

namespace firsthour::collectors {
namespace {

const DiagKind& kind(std::string_view text) {
  for (const auto& k : diag_kinds())
    if (k.text == text) return k;
  throw std::out_of_range{std::string{text}};
}

Bytes bytes(std::string_view text) { return std::as_bytes(std::span{text.data(), text.size()}); }

std::string answer(std::uint8_t family) {
  inet_diag_msg message{};
  message.idiag_family = family;
  message.idiag_state = 1;
  message.idiag_inode = 99;
  message.id.idiag_sport = __builtin_bswap16(443);
  return {reinterpret_cast<const char*>(&message), sizeof message};
}

TEST(SockDiag, ReadsAnAnswer) {
  const auto facts = parse_diag(kind("tcp"), bytes(answer(AF_INET)));
  ASSERT_TRUE(facts) << facts.error().what;
  EXPECT_EQ(facts->state, "ESTABLISHED");
  EXPECT_EQ(facts->local.port, 443);
  EXPECT_EQ(facts->inode, 99u);
}

TEST(SockDiag, RefusesEveryShorterAnswer) {
  const auto whole = answer(AF_INET);
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(parse_diag(kind("tcp"), bytes(whole).first(size))) << size;
  }
}

TEST(SockDiag, RefusesAnotherFamily) { EXPECT_FALSE(parse_diag(kind("tcp"), bytes(answer(AF_APPLETALK)))); }

TEST(Netlink, StopsAtALengthThatDoesNotFit) {
  nlmsghdr header{};
  header.nlmsg_len = 4096;
  NetlinkReader reader{std::as_bytes(std::span{&header, 1})};
  const auto message = reader.next();
  ASSERT_FALSE(message);
  EXPECT_EQ(message.error().code, Errc::malformed);
  const auto after = reader.next();
  ASSERT_TRUE(after) << "the walk ends, it does not loop";
  EXPECT_FALSE(*after);
}

TEST(Netlink, StopsAtAnAttributeOfNoLength) {
  const nlattr empty{0, 7};
  AttributeReader reader{std::as_bytes(std::span{&empty, 1})};
  EXPECT_FALSE(reader.next());
  EXPECT_TRUE(reader.broken());
}

TEST(DiagPresence, GoesByTheDumpFunctionsInTheSymbolTable) {
  DiagPresence presence;
  presence.protocol_seen();
  presence.scan_symbols(
      "ffffffff82096440 t inet_diag_dump\n"
      "0000000000000000 t tcp_diag_dump.isra.0\n"
      "0000000000000000 t __pfx_udp_diag_dump\n"
      "0000000000000000 t unix_diag_dump\t[unix_diag]\n");
  EXPECT_TRUE(presence.has(kind("tcp")));
  EXPECT_TRUE(presence.has(kind("unix")));
  EXPECT_FALSE(presence.has(kind("udp"))) << "its prefix symbol is not the function";
  EXPECT_FALSE(presence.has(kind("packet")));
}

TEST(DiagPresence, NeedsTheProtocolBesideTheFamily) {
  DiagPresence presence;
  presence.protocol_seen();
  presence.module_seen("tcp_diag");
  EXPECT_FALSE(presence.has(kind("tcp"))) << "tcp_diag without inet_diag";
  presence.module_seen("inet_diag");
  EXPECT_TRUE(presence.has(kind("tcp")));
  EXPECT_FALSE(presence.has(kind("icmp"))) << "ping sockets have no handler in any kernel";
}

TEST(DiagPresence, AsksNothingWithoutTheNetlinkProtocol) {
  DiagPresence presence;
  presence.module_seen("unix_diag");
  EXPECT_FALSE(presence.has(kind("unix")));
}

TEST(ProcNet, ReadsIpv6EndsWordByWord) {
  const auto end = parse_hex_end("B80D0120000000000000000001000000:0016");
  ASSERT_TRUE(end);
  EXPECT_EQ(end->ip, "2001:db8::1");
  EXPECT_EQ(end->port, 22);
}

TEST(ProcNet, RefusesEndsOfOtherShapes) {
  for (const auto* text : {"", ":", "0100007F", "0100007F:", "0100007F:10000", "0100007:0016",
                           "0100007G:0016", "-100007F:0016", "0100007F:0016x"})
    EXPECT_FALSE(parse_hex_end(text)) << text;
}

TEST(ProcNet, GivesARawSocketItsProtocolNotAPort) {
  const auto parsed =
      parse_proc_net(kind("raw"),
                     "heading\n 255: 00000000:0001 00000000:0000 07 00000000:00000000 00:00000000 "
                     "00000000     0        0 7005 2 0 0\n");
  ASSERT_EQ(parsed.sockets.size(), 1u);
  EXPECT_EQ(parsed.sockets[0].protocol, 1u);
  EXPECT_EQ(parsed.sockets[0].local.port, 0);
  EXPECT_EQ(parsed.sockets[0].state, "UNCONN");
}

TEST(ProcNet, KeepsBlanksInAUnixPath) {
  const auto parsed = parse_proc_net(kind("unix"),
                                     "Num       RefCount Protocol Flags    Type St Inode Path\n"
                                     "000: 00000002 00000000 00010000 0001 01  4242  /tmp/a b\n");
  ASSERT_EQ(parsed.sockets.size(), 1u);
  EXPECT_EQ(parsed.sockets[0].path, " /tmp/a b") << "one blank is the separator, the rest is the name";
  EXPECT_EQ(parsed.sockets[0].state, "LISTEN");
}

TEST(ProcNet, CountsLinesThatAreNoEntries) {
  const auto parsed =
      parse_proc_net(kind("packet"), "heading\n\nsk 3 3 0003 x 1 0 0 5\n0 3 3 0003 2 1 0 0 5\n");
  EXPECT_EQ(parsed.sockets.size(), 1u);
  EXPECT_EQ(parsed.malformed, 2u);
}

TEST(SocketStates, UnknownNumbersHaveAWord) {
  EXPECT_EQ(tcp_state(10), "LISTEN");
  EXPECT_EQ(tcp_state(200), "UNKNOWN");
}

}  // namespace
}  // namespace firsthour::collectors
