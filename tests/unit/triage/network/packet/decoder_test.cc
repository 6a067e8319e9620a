// SPDX-License-Identifier: Apache-2.0
#include "triage/network/packet/decoder.h"

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"

#include <gtest/gtest.h>

namespace firsthour::triage::network {
namespace {

const std::string kMacs = std::string("\x02\0\0\0\0\x01\x02\0\0\0\0\x02", 12);

struct Outcome {
  bool whole;
  Decoded decoded;
  std::string payload;
};

Outcome decode(Decoder& decoder, const std::string& bytes, std::uint16_t link = 1) {
  Packet packet;
  packet.link_type = link;
  packet.data = as_bytes(bytes);
  packet.original_length = static_cast<std::uint32_t>(bytes.size());
  Outcome out{};
  out.whole = decoder.decode(packet, out.decoded);
  out.payload = text_of(out.decoded.payload);
  return out;
}

std::string inner(std::string_view text = "inner") {
  return MadeCapture::ip_packet("10.1.1.1", "10.1.1.2", 17, MadeCapture::udp_datagram(1111, 2222, text));
}

void expect_inner(const Outcome& out, int tunnels = 0) {
  ASSERT_TRUE(out.whole);
  EXPECT_EQ(out.decoded.source.text(), "10.1.1.1");
  EXPECT_EQ(out.decoded.destination_port, 2222);
  EXPECT_EQ(out.payload, "inner");
  EXPECT_EQ(out.decoded.tunnels, tunnels);
}

TEST(Decoder, FindsIpUnderEachLinkLayer) {
  Decoder d;
  expect_inner(decode(d, kMacs + big16(0x0800) + inner()));
  expect_inner(decode(d, inner(), 101));
  expect_inner(decode(d, little32(2) + inner(), 0));
  expect_inner(
      decode(d, big16(0) + big16(1) + big16(6) + std::string(8, 'm') + big16(0x0800) + inner(), 113));
  expect_inner(decode(d, big16(0x0800) + std::string(18, '\0') + inner(), 276));
  expect_inner(decode(d, big16(0xff03) + big16(0x21) + inner(), 9));
}

const std::string kSnap = std::string("\xaa\xaa\x03\0\0\0", 6) + big16(0x0800);

TEST(Decoder, FindsIpUnderLlcAndWrappedLinks) {
  Decoder d;
  expect_inner(decode(d, kMacs + big16(60) + kSnap + inner()));
  expect_inner(decode(d, big16(0x0f00) + big16(0x0800) + inner(), 104));
  // Frame relay: as RFC 2427 has it, and as Cisco has it.
  expect_inner(decode(d, big16(0x1861) + "\x03\xcc" + inner(), 107));
  expect_inner(decode(d, big16(0x1861) + big16(0x0800) + inner(), 107));
  // The packet filter's log: a mark, a prefix with padding, then the packet; lengths as that host writes
  // them.
  const auto little16 = [](unsigned v) { return little32(v).substr(0, 2); };
  const std::string packet = inner();
  expect_inner(decode(d,
                      std::string("\x02\0\0\0", 4) + little16(8) + little16(3) + "mark" + little16(5) +
                          little16(10) + std::string(4, '\0') +
                          little16(static_cast<unsigned>(packet.size()) + 4) + little16(9) + packet,
                      239));
}

// The header of a data frame to the access point; `kind` is the first byte of frame control.
std::string wireless(char kind, char flags, const std::string& more = "") {
  return std::string{kind, flags} + big16(0) + "access" + "sender" + "target" + big16(0) + more;
}

TEST(Decoder, ReadsDataFramesOfWirelessNetworks) {
  Decoder d;
  const Outcome plain = decode(d, wireless(8, 1) + kSnap + inner(), 105);
  expect_inner(plain);
  EXPECT_EQ(text_of(plain.decoded.source_mac), "sender");
  // Quality of service adds two bytes; radiotap says that they are padded.
  const std::string tap = std::string("\0\0\x09\0\x02\0\0\0\x20", 9);
  expect_inner(decode(d, tap + wireless('\x88', 1, big16(0)) + big16(0) + kSnap + inner(), 127));
}

TEST(Decoder, ReadsAllPacketsOfAWirelessFrame) {
  Decoder d;
  const auto part = [](const std::string& from, const std::string& text) {
    const std::string body = kSnap + inner(text);
    std::string whole = "target" + from + big16(static_cast<std::uint32_t>(body.size())) + body;
    whole.resize((whole.size() + 3) / 4 * 4);
    return whole;
  };
  const std::string frame =
      wireless('\x88', 1, big16(0x8000)) + part("sender", "inner") + part("other.", "second");
  expect_inner(decode(d, frame, 105));
  ASSERT_TRUE(d.more());
  Decoded second;
  ASSERT_TRUE(d.decode_more(second));
  EXPECT_EQ(text_of(second.payload), "second");
  EXPECT_EQ(text_of(second.source_mac), "other.");
  EXPECT_FALSE(d.more());
}

TEST(Decoder, CountsWirelessFramesThatNeedAKey) {
  Decoder d;
  EXPECT_FALSE(decode(d, wireless(8, 0x41) + kSnap + inner(), 105).whole);
  EXPECT_EQ(d.counts().wireless_protected, 1u);
  // A beacon is not one.
  EXPECT_FALSE(decode(d, wireless('\x80', 0x40) + kSnap + inner(), 105).whole);
  EXPECT_EQ(d.counts().wireless_protected, 1u);
}

TEST(Decoder, FindsIpInServiceChainsAndGenericVxlan) {
  Decoder d;
  const std::string chain = big16(0x0fc2) + big16(0x0201) + big32(0x000001ff);
  expect_inner(decode(d, kMacs + big16(0x894f) + chain + inner()));
  const auto generic = [](const std::string& head, const std::string& payload) {
    return kMacs + big16(0x0800) +
           MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", 17,
                                  MadeCapture::udp_datagram(50000, 4790, head + payload));
  };
  expect_inner(decode(d, generic(std::string("\x0c\0\0\x01\0\0\x07\0", 8), inner())), 1);
  expect_inner(decode(d, generic(std::string("\x0c\0\0\x03\0\0\x07\0", 8), kMacs + big16(0x0800) + inner())),
               1);
}

TEST(Decoder, FindsIpUnderTheTagsOfSwitchesAndBackbones) {
  Decoder d;
  const std::string frame = kMacs + big16(0x0800) + inner();
  const Outcome port =
      decode(d, kMacs + big16(0x8100) + big16(250) + big16(0x8926) + big32(0x33) + big16(0x0800) + inner());
  expect_inner(port);
  EXPECT_EQ(port.decoded.vlan, 250);  // that of the VLAN, not of the port
  expect_inner(decode(d, kMacs + big16(0x88e7) + big32(5) + frame));
  expect_inner(decode(d, kMacs + big16(0x8903) + big16(5) + frame));
  const auto erspan = [&](const std::string& head) {
    return kMacs + big16(0x0800) +
           MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", 47,
                                  big16(0x1000) + big16(0x22eb) + big32(1) + head + frame);
  };
  expect_inner(decode(d, erspan(std::string(12, '\0'))), 1);
  expect_inner(decode(d, erspan(std::string(11, '\0') + '\1' + std::string(8, 'p'))), 1);
}

TEST(Decoder, FindsIpInTunnelsOfDatagrams) {
  Decoder d;
  const std::string udp = MadeCapture::udp_datagram(1111, 2222, "inner");
  const std::string six = big32(0x60000000) + big16(static_cast<std::uint32_t>(udp.size())) + "\x11\x40" +
                          std::string(32, '\x20') + udp;
  const auto within = [&](std::uint16_t from, std::uint16_t to, const std::string& payload) {
    return decode(d, kMacs + big16(0x0800) +
                         MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", 17,
                                                MadeCapture::udp_datagram(from, to, payload)));
  };
  const auto expect_six = [](const Outcome& out) {
    ASSERT_TRUE(out.whole);
    EXPECT_TRUE(out.decoded.source.v6);
    EXPECT_EQ(out.decoded.destination_port, 2222);
    EXPECT_EQ(out.payload, "inner");
  };
  expect_six(within(50000, 3544, six));
  expect_six(within(3544, 50000,
                    big16(1) + std::string("\1\1xy", 4) + std::string(9, 'n') + big16(0) + "origin" + six));
  expect_six(within(50000, 5072, std::string("\x41\x52\x11\x29", 4) + big32(0) + std::string(36, 's') + six));
  expect_inner(within(50000, 4754, big16(0) + big16(0x0800) + inner()), 1);
  // What only goes to that port stays a datagram.
  const Outcome other = within(50000, 3544, "no tunnel");
  EXPECT_EQ(other.decoded.destination_port, 3544);
  EXPECT_EQ(other.payload, "no tunnel");
}

TEST(Decoder, SurvivesEthernetInEthernetWithoutEnd) {
  std::string frame;
  for (int i = 0; i < 5000; ++i) frame += kMacs + big16(0x6558);
  Decoder d;
  EXPECT_FALSE(decode(d, frame).whole);
  EXPECT_EQ(d.counts().too_deep, 1u);
}

TEST(Decoder, FindsIpUnderTagsLabelsAndSessions) {
  Decoder d;
  const Outcome tagged =
      decode(d, kMacs + big16(0x88a8) + big16(100) + big16(0x8100) + big16(7) + big16(0x0800) + inner());
  expect_inner(tagged);
  EXPECT_EQ(tagged.decoded.vlan, 7);
  expect_inner(
      decode(d, kMacs + big16(0x8864) + big16(0x1100) + big16(1) + big16(35) + big16(0x21) + inner()));
  expect_inner(decode(d, kMacs + big16(0x8847) + big32(0x00010040) + big32(0x00020140) + inner()));
}

TEST(Decoder, FindsTheInnermostIpInTunnels) {
  Decoder d;
  const auto around = [](std::uint8_t protocol, const std::string& payload) {
    return kMacs + big16(0x0800) + MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", protocol, payload);
  };
  expect_inner(decode(d, around(47, big16(0) + big16(0x0800) + inner())), 1);
  expect_inner(decode(d, around(4, inner())), 1);
  const std::string vxlan = std::string("\x08\0\0\0\0\0\x01\0", 8) + kMacs + big16(0x0800) + inner();
  expect_inner(decode(d, around(17, MadeCapture::udp_datagram(50000, 4789, vxlan))), 1);
  const std::string geneve = big16(0x0100) + big16(0x0800) + big32(7) + big32(0) + inner();
  expect_inner(decode(d, around(17, MadeCapture::udp_datagram(50000, 6081, geneve))), 1);
  const std::string gtp =
      big16(0x34ff) + big16(0) + big32(7) + big16(0) + std::string("\0\x85\1\0\0\0", 6) + inner();
  expect_inner(decode(d, around(17, MadeCapture::udp_datagram(2152, 2152, gtp))), 1);
}

TEST(Decoder, SurvivesIpInIpWithoutEnd) {
  Decoder d;
  std::string packet = inner();
  for (int i = 0; i < 100; ++i) packet = MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", 4, packet);
  EXPECT_FALSE(decode(d, packet, 101).whole);
  EXPECT_EQ(d.counts().too_deep, 1u);
}

std::string fragment_of(const std::string& whole, std::size_t from, std::size_t size, bool more) {
  std::string packet = MadeCapture::ip_packet("10.1.1.1", "10.1.1.2", 17, whole.substr(from, size));
  packet.replace(6, 2, big16(static_cast<std::uint32_t>(from / 8) | (more ? 0x2000u : 0u)));
  return packet;
}

TEST(Decoder, PutsFragmentsTogetherInAnyOrder) {
  Decoder d;
  const std::string whole = MadeCapture::udp_datagram(1111, 2222, std::string(30, 'x') + "end");
  EXPECT_FALSE(decode(d, fragment_of(whole, 24, whole.size() - 24, false), 101).whole);
  EXPECT_FALSE(decode(d, fragment_of(whole, 8, 16, true), 101).whole);
  const Outcome out = decode(d, fragment_of(whole, 0, 8, true), 101);
  ASSERT_TRUE(out.whole);
  EXPECT_EQ(out.payload, std::string(30, 'x') + "end");
  EXPECT_EQ(d.fragments().datagrams, 1u);
}

TEST(Decoder, KeepsTheFirstOfOverlappingFragmentsAndCountsTheDifference) {
  Decoder d;
  const std::string whole = MadeCapture::udp_datagram(1111, 2222, std::string(24, 'x'));
  std::string other = whole;
  other.replace(16, 8, "DIFFERS!");
  EXPECT_FALSE(decode(d, fragment_of(whole, 0, 24, true), 101).whole);
  EXPECT_FALSE(decode(d, fragment_of(other, 16, 8, true), 101).whole);
  const Outcome out = decode(d, fragment_of(whole, 24, 8, false), 101);
  ASSERT_TRUE(out.whole);
  EXPECT_EQ(out.payload, std::string(24, 'x'));
  EXPECT_EQ(d.fragments().differences, 1u);
}

// The bytes of the outer datagram were gone when the last fragment of the inner one was looked at.
TEST(Decoder, FragmentsWithinFragmentsStayThere) {
  Decoder d;
  const std::string whole = MadeCapture::udp_datagram(1111, 2222, std::string(3000, 'i'));
  std::string last = fragment_of(whole, 1600, whole.size() - 1600, false);
  EXPECT_FALSE(decode(d, fragment_of(whole, 0, 1600, true), 101).whole);
  const auto outer = [&](std::size_t from, std::size_t size, bool more) {
    std::string packet = MadeCapture::ip_packet("192.0.2.1", "192.0.2.2", 4, last.substr(from, size));
    packet.replace(6, 2, big16(static_cast<std::uint32_t>(from / 8) | (more ? 0x2000u : 0u)));
    return packet;
  };
  EXPECT_FALSE(decode(d, outer(0, 800, true), 101).whole);
  const Outcome out = decode(d, outer(800, last.size() - 800, false), 101);
  ASSERT_TRUE(out.whole);
  EXPECT_EQ(out.payload, std::string(3000, 'i'));
  EXPECT_EQ(d.fragments().datagrams, 2u);
}

// A fragment behind the end stood in for one that never came.
TEST(Decoder, ADatagramWithAHoleIsNotWhole) {
  Decoder d;
  const std::string whole = MadeCapture::udp_datagram(1111, 2222, std::string(24, 'x'));
  EXPECT_FALSE(decode(d, fragment_of(whole, 0, 16, true), 101).whole);
  const std::string beyond = std::string(4000, 'z') + "ZZZZZZZZ";
  EXPECT_FALSE(decode(d, fragment_of(beyond, 4000, 8, true), 101).whole);
  EXPECT_FALSE(decode(d, fragment_of(whole, 24, 8, false), 101).whole);
  EXPECT_EQ(d.fragments().differences, 1u);
  EXPECT_TRUE(decode(d, fragment_of(whole, 16, 8, true), 101).whole);
}

TEST(Decoder, TheEndOfADatagramStandsAsItWasSaidFirst) {
  Decoder d;
  const std::string whole = MadeCapture::udp_datagram(1111, 2222, std::string(20, 'x'));
  EXPECT_FALSE(decode(d, fragment_of(whole, 16, 12, false), 101).whole);
  const std::string longer = whole + std::string(100, 'z');
  const Outcome out = decode(d, fragment_of(longer, 0, 64, true), 101);
  ASSERT_TRUE(out.whole);
  EXPECT_EQ(out.payload, std::string(20, 'x'));
  EXPECT_EQ(d.fragments().differences, 1u);
}

TEST(Decoder, CountsWrongChecksumsAndKeepsThePacket) {
  Decoder d;
  std::string packet = inner();
  packet.replace(26, 2, big16(0xbeef));
  EXPECT_TRUE(decode(d, packet, 101).whole);
  EXPECT_EQ(d.counts().bad_transport_checksums, 1u);
}

TEST(Decoder, TellsWhatTheWireHadWhenTheCaptureWasCut) {
  Decoder d;
  const Outcome out = decode(d, inner().substr(0, 30), 101);
  ASSERT_TRUE(out.whole);
  EXPECT_TRUE(out.decoded.cut);
  EXPECT_EQ(out.decoded.payload_length, 5u);
  EXPECT_EQ(out.payload, "in");
}

}  // namespace
}  // namespace firsthour::triage::network
