// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/rtnetlink.h"

#include "collectors/network/network.h"
#include "collectors/network/network_texts.h"
#include "collectors/network/traffic_control.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/rtnetlink.h>

#include <cstdlib>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::Contains;
using testing::SizeIs;

TEST(Interfaces, ShowTheLoopback) {
  HostRun run;
  const auto outcome = collect_interfaces(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto found = run.out.records_with("host.interface", "interface.name", "lo");
  ASSERT_FALSE(found.empty());
  EXPECT_THAT(found[0]["interface.flags"], Contains("LOOPBACK"));
  EXPECT_THAT(found[0]["interface.addresses"], Contains("127.0.0.1/8"));
  EXPECT_EQ(found[0]["interface.index"], if_nametoindex("lo"));
  EXPECT_TRUE(found[0].contains("interface.rx_bytes"));
}

TEST(Interfaces, ShowThoseOfOtherNamespaces) {
  const NamespaceChild child;
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  HostRun run;
  (void)collect_interfaces(run.context);
  EXPECT_GE(run.out.records_with("host.interface", "interface.name", "lo").size(), 2u);
}

TEST(Routes, ShowTheWayToTheLoopback) {
  HostRun run;
  const auto outcome = collect_routes(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto found = run.out.records_with("host.route", "route.destination", "127.0.0.0/8");
  ASSERT_FALSE(found.empty());
  EXPECT_EQ(found[0]["route.type"], "local");
  EXPECT_EQ(found[0]["route.interface"], "lo");
  EXPECT_EQ(found[0]["route.table"], 255);
}

TEST(Neighbours, NameThoseWeAnswerFor) {
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const NamespaceChild child{[&] {
    const char yes = std::system("ip neigh add proxy 192.0.2.77 dev lo 2>/dev/null") == 0 ? 'y' : 'n';
    (void)!::write(said[1], &yes, 1);
  }};
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  char planted = 'n';
  (void)!::read(said[0], &planted, 1);
  ::close(said[0]), ::close(said[1]);
  if (planted != 'y') GTEST_SKIP() << "no ip program";
  HostRun run;
  (void)collect_neighbours(run.context);
  const auto found = run.out.records_with("host.neighbour", "neighbour.ip", "192.0.2.77");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0]["neighbour.proxy"], true);
  EXPECT_EQ(found[0]["neighbour.interface"], "lo");
}

TEST(Neighbours, AreRead) {
  HostRun run;
  const auto outcome = collect_neighbours(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_NE(run.out.find("records", "host.neighbour"), nullptr) << "none is a fact too";
  EXPECT_EQ(run.out.records("host.neighbour").size(), outcome.records);
}

TEST(Rtnetlink, GivesOneRouteForEachNextHop) {
  rtmsg message{};
  message.rtm_family = AF_INET;
  message.rtm_type = RTN_UNICAST;
  message.rtm_table = 254;
  const auto hop = [](int interface, std::string_view gateway) {
    const auto inner = attribute(RTA_GATEWAY, gateway);
    rtnexthop header{};
    header.rtnh_len = static_cast<std::uint16_t>(sizeof header + inner.size());
    header.rtnh_ifindex = interface;
    return bytes_of(header) + inner;
  };
  const auto answer = bytes_of(message) + attribute(RTA_MULTIPATH, hop(2, {"\xC0\x00\x02\x01", 4}) +
                                                                       hop(3, {"\xC0\x00\x02\x02", 4}));
  const auto routes = parse_route(bytes(answer));
  ASSERT_TRUE(routes);
  ASSERT_THAT(*routes, SizeIs(2));
  EXPECT_EQ((*routes)[0].destination, "0.0.0.0/0");
  EXPECT_EQ((*routes)[0].gateway, "192.0.2.1");
  EXPECT_EQ((*routes)[1].interface_index, 3u);
  EXPECT_EQ((*routes)[1].gateway, "192.0.2.2");
}

TEST(Rtnetlink, NamesTheXdpProgramOfALink) {
  const std::uint32_t id = 42;
  const auto answer = bytes_of(ifinfomsg{}) + attribute(IFLA_IFNAME, std::string_view{"eth0\0", 5}) +
                      attribute(IFLA_XDP | NLA_F_NESTED, attribute(IFLA_XDP_PROG_ID, bytes_of(id)));
  const auto link = parse_link(bytes(answer));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->name, "eth0");
  EXPECT_THAT(link->xdp_programs, testing::ElementsAre(42));
}

TEST(Rtnetlink, SaysWhoElseIsInALink) {
  const std::uint32_t two = 2, three = 3, one = 1;
  rtnl_link_stats64 counters{};
  counters.rx_packets = 7;
  counters.tx_dropped = 9;
  const auto answer = bytes_of(ifinfomsg{}) + attribute(IFLA_LINK, bytes_of(two)) +
                      attribute(IFLA_MASTER, bytes_of(three)) + attribute(IFLA_PROMISCUITY, bytes_of(one)) +
                      attribute(IFLA_IFALIAS, "uplink") + attribute(IFLA_STATS64, bytes_of(counters)) +
                      attribute(IFLA_PERM_ADDRESS, {"\x02\xfc\x00\x00\x00\x05", 6}) +
                      attribute(IFLA_PROP_LIST, attribute(IFLA_ALT_IFNAME, "enp1s0"));
  const auto link = parse_link(bytes(answer));
  ASSERT_TRUE(link);
  EXPECT_EQ(link->parent_index, 2u);
  EXPECT_EQ(link->controller_index, 3u);
  EXPECT_EQ(link->promiscuity, 1u);
  EXPECT_EQ(link->description, "uplink");
  EXPECT_EQ(link->rx_packets, 7u);
  EXPECT_EQ(link->tx_dropped, 9u);
  EXPECT_EQ(link->permanent_mac, "02:fc:00:00:00:05");
  EXPECT_THAT(link->aliases, testing::ElementsAre("enp1s0"));
}

TEST(Rtnetlink, NamesTheProgramOfATrafficFilter) {
  const std::uint32_t id = 77;
  const auto options = attribute(11, bytes_of(id));
  const auto filter = [&](std::string_view kind) {
    return parse_filter(
        bytes(bytes_of(tcmsg{}) + attribute(TCA_KIND, std::string{kind}) + attribute(TCA_OPTIONS, options)));
  };
  EXPECT_EQ(filter("bpf")->program, 77u);
  EXPECT_EQ(filter("u32")->program, std::nullopt) << "its options have other numbers";
}

TEST(Rtnetlink, RefusesAnswersWithoutTheFixedPart) {
  const std::string three(3, '\0');
  EXPECT_FALSE(parse_link(bytes(three)));
  EXPECT_FALSE(parse_address(bytes(three)));
  EXPECT_FALSE(parse_route(bytes(three)));
  EXPECT_FALSE(parse_neighbour(bytes(three)));
}

TEST(NetworkTexts, StandInForRtnetlink) {
  const auto routes = parse_route_text(
      "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n"
      "eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n"
      "eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n");
  ASSERT_THAT(routes, SizeIs(2));
  EXPECT_EQ(routes[0].interface, "eth0");
  EXPECT_EQ(routes[0].facts.destination, "0.0.0.0/0");
  EXPECT_EQ(routes[0].facts.gateway, "192.0.2.1");
  EXPECT_EQ(routes[1].facts.destination, "192.0.2.0/24");
  const auto neighbours = parse_arp(
      "IP address       HW type     Flags       HW address            Mask     Device\n"
      "192.0.2.1        0x1         0x2         02:fc:00:00:00:05     *        eth0\n");
  ASSERT_THAT(neighbours, SizeIs(1));
  EXPECT_EQ(neighbours[0].facts.mac, "02:fc:00:00:00:05");
  const auto links = parse_dev(
      "Inter-|   Receive                                                |  Transmit\n"
      " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs\n"
      "    lo:     100       2    0    0    0     0          0         0      200       2    0\n");
  ASSERT_THAT(links, SizeIs(1));
  EXPECT_EQ(links[0].name, "lo");
  EXPECT_EQ(links[0].tx_bytes, 200u);
  const auto addresses = parse_if_inet6("00000000000000000000000000000001 01 80 10 80       lo\n");
  ASSERT_THAT(addresses, SizeIs(1));
  EXPECT_EQ(addresses[0].facts.address, "::1/128");
}

}  // namespace
}  // namespace firsthour::collectors
