// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "collectors/network/network.h"
#include "collectors/network/wireguard_message.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/genetlink.h>
#include <linux/wireguard.h>
#include <netinet/in.h>

namespace firsthour::collectors {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

std::string key(char filler) { return std::string(WG_KEY_LEN, filler); }

std::string allowed(std::string_view address, std::uint8_t length) {
  return attribute(
      0, attribute(WGALLOWEDIP_A_IPADDR, address) + attribute(WGALLOWEDIP_A_CIDR_MASK, bytes_of(length)));
}

std::string peer(char filler, const std::string& attributes) {
  return attribute(0, attribute(WGPEER_A_PUBLIC_KEY, key(filler)) + attributes);
}

std::string answer(const std::string& attributes) { return bytes_of(genlmsghdr{}) + attributes; }

TEST(Wireguard, NamesInterfaceAndPeerAndNoSecret) {
  sockaddr_in end{};
  end.sin_family = AF_INET;
  end.sin_port = htons(51820);
  ::inet_pton(AF_INET, "198.51.100.7", &end.sin_addr);
  const std::int64_t spoke[2] = {1'700'000'000, 5};
  const auto device = parse_wireguard(bytes(
      answer(attribute(WGDEVICE_A_IFINDEX, bytes_of<std::uint32_t>(7)) + attribute(WGDEVICE_A_IFNAME, "wg0") +
             attribute(WGDEVICE_A_PRIVATE_KEY, key('s')) + attribute(WGDEVICE_A_PUBLIC_KEY, key('p')) +
             attribute(WGDEVICE_A_LISTEN_PORT, bytes_of<std::uint16_t>(51820)) +
             attribute(WGDEVICE_A_PEERS,
                       peer('q', attribute(WGPEER_A_PRESHARED_KEY, key('t')) +
                                     attribute(WGPEER_A_ENDPOINT, bytes_of(end)) +
                                     attribute(WGPEER_A_LAST_HANDSHAKE_TIME, bytes_of(spoke)) +
                                     attribute(WGPEER_A_RX_BYTES, bytes_of<std::uint64_t>(11)) +
                                     attribute(WGPEER_A_ALLOWEDIPS, allowed({"\x0A\0\0\0", 4}, 24)))))));
  ASSERT_TRUE(device);
  EXPECT_EQ(device->index, 7u);
  EXPECT_EQ(device->public_key, to_base64(bytes(key('p'))));
  EXPECT_TRUE(device->private_key_set);
  EXPECT_EQ(device->port, 51820);
  ASSERT_THAT(device->peers, SizeIs(1));
  const auto& found = device->peers[0];
  EXPECT_EQ(found.public_key, to_base64(bytes(key('q'))));
  EXPECT_TRUE(found.preshared_key_set);
  EXPECT_EQ(found.endpoint_ip, "198.51.100.7");
  EXPECT_EQ(found.endpoint_port, 51820);
  EXPECT_EQ(found.rx_bytes, 11u);
  EXPECT_EQ(found.last_handshake, Instant::from_seconds(1'700'000'000, 5));
  EXPECT_THAT(found.allowed, ElementsAre("10.0.0.0/24"));
}

TEST(Wireguard, KnowsAKeyThatIsNotSet) {
  const std::int64_t never[2] = {0, 0};
  const auto device = parse_wireguard(bytes(answer(
      attribute(WGDEVICE_A_PRIVATE_KEY, key('\0')) +
      attribute(WGDEVICE_A_PEERS, peer('q', attribute(WGPEER_A_PRESHARED_KEY, key('\0')) +
                                                attribute(WGPEER_A_LAST_HANDSHAKE_TIME, bytes_of(never)))))));
  ASSERT_TRUE(device);
  EXPECT_FALSE(device->private_key_set);
  EXPECT_FALSE(device->peers.at(0).preshared_key_set);
  EXPECT_FALSE(device->peers[0].last_handshake);
}

TEST(Wireguard, JoinsAPeerThatWasCutBetweenAnswers) {
  const auto part = [&](char filler, std::string_view address) {
    return parse_wireguard(
               bytes(answer(attribute(WGDEVICE_A_PEERS,
                                      peer(filler, attribute(WGPEER_A_ALLOWEDIPS, allowed(address, 32)))))))
        .value();
  };
  auto device = part('q', {"\x0A\0\0\1", 4});
  join(device, part('q', {"\x0A\0\0\2", 4}));
  join(device, part('r', {"\x0A\0\0\3", 4}));
  ASSERT_THAT(device.peers, SizeIs(2));
  EXPECT_THAT(device.peers[0].allowed, ElementsAre("10.0.0.1/32", "10.0.0.2/32"));
  EXPECT_THAT(device.peers[1].allowed, ElementsAre("10.0.0.3/32"));
}

TEST(Wireguard, FindsItsFamilyInTheListOfAll) {
  const auto family = answer(attribute(CTRL_ATTR_FAMILY_ID, bytes_of<std::uint16_t>(29)) +
                             attribute(CTRL_ATTR_FAMILY_NAME, std::string_view{"wireguard\0", 10}));
  EXPECT_EQ(family_number(bytes(family), "wireguard"), 29);
  EXPECT_EQ(family_number(bytes(family), "nl80211"), std::nullopt);
}

TEST(Wireguard, IsNoFailureWhereThereIsNone) {
  tests::HostRun run;
  const auto outcome = collect_wireguard(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_EQ(run.out.records("host.wireguard").size(), outcome.records);
}

}  // namespace
}  // namespace firsthour::collectors
