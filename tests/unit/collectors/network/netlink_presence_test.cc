// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/netlink_presence.h"

#include <gtest/gtest.h>
#include <linux/netlink.h>

#include <string>

namespace firsthour::collectors {
namespace {

TEST(NetlinkPresence, FindsTheKernelsOwnSocketOfTheProtocol) {
  const std::string heading = "sk               Eth Pid        Groups   Rmem     Wmem\n";
  const auto listed = [&](const char* line) {
    return netlink_protocol_listed(heading + line, NETLINK_SOCK_DIAG);
  };
  EXPECT_TRUE(listed("00000000add11122 4   0          00000000 0        0\n"));
  EXPECT_FALSE(listed("00000000add11122 0   0          00000000 0        0\n"));
  EXPECT_FALSE(listed("00000000add11122 4   812        00000000 0        0\n"))
      << "a process's socket does not show that the protocol is there for another namespace";
}

TEST(NetfilterPresence, AsksOnlyWhatIsThereAlready) {
  NetfilterPresence presence;
  presence.protocol_seen();
  EXPECT_FALSE(presence.tables());
  EXPECT_FALSE(presence.conntrack());
  presence.module_seen("nf_tables");
  EXPECT_TRUE(presence.tables());
  EXPECT_FALSE(presence.conntrack()) << "one subsystem says nothing of the other";
  presence.scan_symbols("ffffffff81000000 t ctnetlink_get_conntrack\t[nf_conntrack_netlink]\n");
  EXPECT_TRUE(presence.conntrack());
}

TEST(NetfilterPresence, TakesNoOtherSymbolForIt) {
  NetfilterPresence presence;
  presence.protocol_seen();
  presence.scan_symbols(
      "ffffffff81000000 t my_nf_tables_getrule\nffffffff81000000 T nf_conntrack_find_get\n");
  EXPECT_FALSE(presence.tables());
  EXPECT_FALSE(presence.conntrack());
}

TEST(NetfilterPresence, AsksNothingWithoutTheNetlinkProtocol) {
  NetfilterPresence presence;
  presence.module_seen("nf_tables");
  presence.module_seen("nf_conntrack_netlink");
  EXPECT_FALSE(presence.tables());
  EXPECT_FALSE(presence.conntrack());
}

}  // namespace
}  // namespace firsthour::collectors
