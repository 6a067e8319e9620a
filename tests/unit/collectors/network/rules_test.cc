// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/fib_rule.h"
#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/fib_rules.h>
#include <sys/socket.h>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

TEST(Rules, ShowTheThreeThatEveryKernelHas) {
  HostRun run;
  const auto outcome = collect_rules(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  for (const auto& [priority, table] : {std::pair{0, 255}, {32766, 254}, {32767, 253}}) {
    const auto found = run.out.records_with("host.rule", "rule.priority", priority);
    const auto ipv4 = std::ranges::find_if(found, [](const auto& r) { return r["rule.family"] == "ipv4"; });
    ASSERT_NE(ipv4, found.end()) << priority;
    EXPECT_EQ((*ipv4)["rule.table"], table);
    EXPECT_EQ((*ipv4)["rule.action"], "table");
    EXPECT_FALSE(ipv4->contains("rule.source")) << "absent: all";
  }
}

TEST(Rules, OfAnImageAreNotToBeHad) {
  const tests::MadeRoot root;
  HostRun run{root.path()};
  EXPECT_EQ(collect_rules(run.context).outcome, Outcome::skipped);
}

TEST(Rules, AreReadWithAllTheySay) {
  fib_rule_hdr header{};
  header.family = AF_INET;
  header.src_len = 24;
  header.action = FR_ACT_TO_TBL;
  header.flags = FIB_RULE_INVERT;
  const std::uint32_t priority = 100, table = 7777, mark = 0x10, mask = 0xFF, none = ~0U;
  const std::uint32_t users[] = {1000, 1999};
  const std::uint16_t ports[] = {80, 443};
  const auto rule = parse_rule(
      bytes(bytes_of(header) + attribute(FRA_SRC, {"\xC0\x00\x02\x00", 4}) +
            attribute(FRA_PRIORITY, bytes_of(priority)) + attribute(FRA_TABLE, bytes_of(table)) +
            attribute(FRA_FWMARK, bytes_of(mark)) + attribute(FRA_FWMASK, bytes_of(mask)) +
            attribute(FRA_IIFNAME, std::string_view{"eth0\0", 5}) +
            attribute(FRA_SUPPRESS_PREFIXLEN, bytes_of(none)) + attribute(FRA_UID_RANGE, bytes_of(users)) +
            attribute(FRA_IP_PROTO, "\x06") + attribute(FRA_DPORT_RANGE, bytes_of(ports))));
  ASSERT_TRUE(rule);
  EXPECT_EQ(rule->priority, 100u);
  EXPECT_EQ(rule->source, "192.0.2.0/24");
  EXPECT_EQ(rule->table, 7777u);
  EXPECT_EQ(rule->mark, 0x10u);
  EXPECT_EQ(rule->input_interface, "eth0");
  EXPECT_EQ(rule->user_ids, "1000-1999");
  EXPECT_EQ(rule->transport, "tcp");
  EXPECT_EQ(rule->destination_ports, "80-443");
  EXPECT_TRUE(rule->inverted);
  EXPECT_FALSE(rule->suppressed_prefix_length) << "-1 stands for none";
}

TEST(Rules, RefuseAnswersOfAnotherFamily) {
  EXPECT_FALSE(parse_rule(bytes(std::string(3, '\0'))));
  EXPECT_FALSE(parse_rule(bytes(bytes_of(fib_rule_hdr{}))));
}

}  // namespace
}  // namespace firsthour::collectors
