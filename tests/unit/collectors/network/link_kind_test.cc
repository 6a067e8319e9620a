// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/link_kind.h"

#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_link.h>
#include <linux/if_tunnel.h>

#include <cstdlib>

namespace firsthour::collectors {
namespace {

using testing::SizeIs;
using tests::HostRun;

LinkKind link_of(std::string_view kind, const std::string& data) {
  return parse_link_kind(bytes(attribute(IFLA_INFO_KIND, kind) + attribute(IFLA_INFO_DATA, data)));
}

template <class T>
std::string number(std::uint16_t type, T value) {
  return attribute(type, bytes_of(value));
}

TEST(LinkKind, NamesTheVlan) {
  const auto link = link_of("vlan", number<std::uint16_t>(IFLA_VLAN_ID, 307) +
                                        attribute(IFLA_VLAN_PROTOCOL, big_endian<std::uint16_t>(0x88A8)));
  EXPECT_EQ(link.vlan_id, 307u);
  EXPECT_EQ(link.vlan_protocol, "802.1ad");
}

TEST(LinkKind, NamesTheEndsOfATunnel) {
  for (const std::string kind : {"gre", "gretap", "ip6gre", "erspan"}) {
    const auto link = link_of(kind, attribute(IFLA_GRE_LOCAL, {"\xC0\x00\x02\x01", 4}) +
                                        attribute(IFLA_GRE_REMOTE, {"\xC0\x00\x02\x02", 4}) +
                                        attribute(IFLA_GRE_IKEY, big_endian<std::uint32_t>(9)));
    EXPECT_EQ(link.tunnel_local, "192.0.2.1") << kind;
    EXPECT_EQ(link.tunnel_remote, "192.0.2.2") << kind;
    EXPECT_EQ(link.tunnel_id, 9u) << kind;
  }
  const auto open = link_of("sit", attribute(IFLA_IPTUN_REMOTE, std::string_view{"\0\0\0\0", 4}));
  EXPECT_EQ(open.tunnel_remote, "") << "any";
}

TEST(LinkKind, NamesTheModeOfWhatJoinsDevices) {
  EXPECT_EQ(link_of("bond", number<std::uint8_t>(IFLA_BOND_MODE, 4)).mode, "802.3ad");
  EXPECT_EQ(link_of("bond", number<std::uint32_t>(IFLA_BOND_ACTIVE_SLAVE, 3)).active_port, 3u);
  EXPECT_EQ(link_of("macvlan", number<std::uint32_t>(IFLA_MACVLAN_MODE, 4)).mode, "bridge");
  EXPECT_EQ(link_of("macvtap", number<std::uint32_t>(IFLA_MACVLAN_MODE, 8)).mode, "passthru");
  EXPECT_EQ(link_of("ipvlan", number<std::uint16_t>(IFLA_IPVLAN_MODE, 2)).mode, "l3s");
  EXPECT_EQ(link_of("ipvlan", number<std::uint16_t>(IFLA_IPVLAN_MODE, 77)).mode, "mode-77");
  EXPECT_EQ(link_of("bridge", number<std::uint8_t>(IFLA_BR_VLAN_FILTERING, 1)).vlan_filtering, true);
  EXPECT_EQ(link_of("vrf", number<std::uint32_t>(IFLA_VRF_TABLE, 100)).table, 100u);
  const auto port =
      parse_link_kind(bytes(attribute(IFLA_INFO_SLAVE_KIND, "bond") +
                            attribute(IFLA_INFO_SLAVE_DATA, number<std::uint8_t>(IFLA_BOND_SLAVE_STATE, 1))));
  EXPECT_EQ(port.port_kind, "bond");
  EXPECT_EQ(port.port_state, "backup");
}

TEST(LinkKind, LeavesOutWhatDoesNotFit) {
  const auto link = link_of("vlan", attribute(IFLA_VLAN_ID, "\x01"));
  EXPECT_EQ(link.name, "vlan");
  EXPECT_FALSE(link.vlan_id);
  EXPECT_EQ(link_of("madeup", number<std::uint16_t>(IFLA_VLAN_ID, 1)).vlan_id, std::nullopt);
}

class MadeLinks : public testing::Test {
 protected:
  // What `command` makes in a namespace of its own is in `records` afterwards.
  void make(const std::string& command) {
    bool made = false;
    int said[2];
    ASSERT_EQ(::pipe(said), 0);
    const NamespaceChild child{[&] {
      const char yes = std::system(("{ " + command + "; } >/dev/null 2>&1").c_str()) == 0 ? 'y' : 'n';
      (void)!::write(said[1], &yes, 1);
    }};
    if (child.pid >= 0) {
      char yes = 'n';
      (void)!::read(said[0], &yes, 1);
      made = yes == 'y';
    }
    ::close(said[0]), ::close(said[1]);
    if (!made) GTEST_SKIP() << "needs root, ip, and a kernel with these kinds";
    (void)collect_interfaces(run.context);
  }
  auto only(std::string_view name) {
    const auto found = run.out.records_with("host.interface", "interface.name", name);
    EXPECT_THAT(found, SizeIs(1)) << name;
    return found.empty() ? decltype(found[0]){} : found[0];
  }
  HostRun run;
};

TEST_F(MadeLinks, ShowABridgeWithItsPort) {
  make(
      "ip link add fh-br type bridge && ip link add fh-va type veth peer name fh-vb && "
      "ip link set fh-va master fh-br up && ip link set fh-vb up && ip link set fh-br up");
  if (IsSkipped()) return;
  const auto bridge = only("fh-br"), port = only("fh-va"), other = only("fh-vb");
  EXPECT_EQ(bridge["interface.kind"], "bridge");
  EXPECT_EQ(port["interface.controller_index"], bridge["interface.index"]);
  EXPECT_EQ(port["interface.port_kind"], "bridge");
  EXPECT_EQ(port["interface.parent_index"], other["interface.index"]) << "of a veth, the other end";
}

TEST_F(MadeLinks, ShowTheEndsOfATunnel) {
  make("ip link add fh-vx type vxlan id 4711 local 192.0.2.1 remote 192.0.2.9 dstport 8472 dev lo");
  if (IsSkipped()) return;
  const auto link = only("fh-vx");
  EXPECT_EQ(link["interface.kind"], "vxlan");
  EXPECT_EQ(link["interface.tunnel_id"], 4711);
  EXPECT_EQ(link["interface.tunnel_local"], "192.0.2.1");
  EXPECT_EQ(link["interface.tunnel_remote"], "192.0.2.9");
  EXPECT_EQ(link["interface.tunnel_port"], 8472);
}

TEST_F(MadeLinks, ShowWhoMayUseATap) {
  make("ip tuntap add dev fh-tap mode tap user 4242");
  if (IsSkipped()) return;
  const auto link = only("fh-tap");
  EXPECT_EQ(link["interface.kind"], "tun");
  EXPECT_EQ(link["interface.mode"], "tap");
  EXPECT_EQ(link["interface.owner_uid"], 4242);
  EXPECT_FALSE(link.contains("interface.owner_gid"));
  EXPECT_EQ(link["interface.persistent"], true);
}

}  // namespace
}  // namespace firsthour::collectors
