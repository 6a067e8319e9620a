// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/traffic_control.h"

#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/kernel_sockets.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/pkt_cls.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>
#include <linux/tc_act/tc_bpf.h>
#include <linux/tc_act/tc_mirred.h>

#include <cstdlib>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::ElementsAre;

std::string answer(const tcmsg& head, std::string_view kind, const std::string& options) {
  return bytes_of(head) + attribute(TCA_KIND, std::string{kind} + '\0') + attribute(TCA_OPTIONS, options);
}

std::string action(std::string_view kind, const std::string& options) {
  return attribute(1,
                   attribute(TCA_ACT_KIND, std::string{kind} + '\0') + attribute(TCA_ACT_OPTIONS, options));
}

TEST(TrafficControl, NamesTheProgramOfAFilterAndWhereItHangs) {
  tcmsg head{};
  head.tcm_ifindex = 3;
  head.tcm_handle = 1;
  head.tcm_parent = TC_H_MAKE(TC_H_CLSACT, TC_H_MIN_EGRESS);
  head.tcm_info = 49152U << 16 | 0x0300;  // ETH_P_ALL in network order
  const std::uint32_t id = 77, direct = TCA_BPF_FLAG_ACT_DIRECT;
  const auto filter = parse_filter(bytes(answer(head, "bpf",
                                                attribute(TCA_BPF_ID, bytes_of(id)) +
                                                    attribute(TCA_BPF_NAME, std::string_view{"gate\0", 5}) +
                                                    attribute(TCA_BPF_FLAGS, bytes_of(direct)))));
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->program, 77u);
  EXPECT_EQ(filter->program_name, "gate");
  EXPECT_TRUE(filter->direct_action);
  EXPECT_EQ(parent_text(filter->parent), "clsact.egress");
  EXPECT_EQ(filter->priority, 49152);
  EXPECT_EQ(filter->protocol, 3);
}

TEST(TrafficControl, SaysWhereAFilterSendsCopies) {
  tc_mirred mirror{};
  mirror.eaction = TCA_EGRESS_MIRROR;
  mirror.ifindex = 9;
  const std::uint32_t id = 5;
  const auto filter = parse_filter(bytes(
      answer(tcmsg{}, "matchall",
             attribute(TCA_MATCHALL_ACT, action("mirred", attribute(TCA_MIRRED_PARMS, bytes_of(mirror))) +
                                             action("bpf", attribute(TCA_ACT_BPF_ID, bytes_of(id))) +
                                             action("gact", "")))));
  ASSERT_TRUE(filter);
  EXPECT_THAT(filter->actions, ElementsAre("mirred mirror to 9", "bpf", "gact"));
  EXPECT_THAT(filter->action_programs, ElementsAre(5u));
  EXPECT_FALSE(filter->program) << "that of an action is not the filter's";
}

TEST(TrafficControl, OfASharedBlockNamesTheBlock) {
  tcmsg head{};
  head.tcm_ifindex = static_cast<int>(TCM_IFINDEX_MAGIC_BLOCK);
  head.tcm_parent = 22;
  const auto filter = parse_filter(bytes(answer(head, "u32", "")));
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->block, 22u);
  EXPECT_EQ(filter->interface_index, 0u);
}

TEST(TrafficControl, WritesHandlesAsTcDoes) {
  EXPECT_EQ(handle_text(0x80010000), "8001:0");
  EXPECT_EQ(parent_text(TC_H_ROOT), "root");
  EXPECT_EQ(parent_text(TC_H_INGRESS), "ingress");
  EXPECT_EQ(parent_text(0x0001000A), "1:a");
}

TEST(TrafficControl, RefusesAnswersWithoutTheFixedPart) {
  EXPECT_FALSE(parse_queue(bytes(std::string(3, '\0'))));
  EXPECT_FALSE(parse_filter(bytes(std::string(3, '\0'))));
}

constexpr const char* kPlant =
    "(tc qdisc add dev lo clsact &&"
    " tc filter add dev lo egress prio 7 protocol all u32 match u32 0 0 action mirred egress mirror dev lo &&"
    " tc filter add dev lo egress prio 8 protocol ip bpf da bytecode '1,6 0 0 0,') 2>/dev/null";

TEST(TrafficControl, IsReadInTheNamespaceItBelongsTo) {
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const NamespaceChild child{[&] {
    const char yes = std::system(kPlant) == 0 ? 'y' : 'n';
    (void)!::write(said[1], &yes, 1);
  }};
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  char planted = 'n';
  (void)!::read(said[0], &planted, 1);
  ::close(said[0]), ::close(said[1]);
  if (planted != 'y') GTEST_SKIP() << "no tc program, or a kernel without clsact";
  HostRun run;
  const auto outcome = collect_traffic_control(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto all = run.out.records_with("host.traffic_control", "traffic_control.parent", "clsact.egress");
  const auto of_type = [&](std::string_view type, std::string_view key) {
    for (const auto& record : all)
      if (record["traffic_control.type"] == type && record.contains(key)) return record;
    return nlohmann::json::object();
  };
  const auto mirror = of_type("u32", "traffic_control.actions");
  EXPECT_EQ(mirror["traffic_control.interface"], "lo");
  EXPECT_EQ(mirror["traffic_control.priority"], 7);
  EXPECT_THAT(mirror["traffic_control.actions"], ElementsAre("mirred mirror to 1"));
  const auto program = of_type("bpf", "traffic_control.handle");
  EXPECT_EQ(program["traffic_control.direct_action"], true);
  EXPECT_EQ(program["traffic_control.protocol"], 0x0800);
}

TEST(TrafficControl, OfAnImageIsNotToBeHad) {
  const tests::MadeRoot root;
  HostRun run{root.path()};
  EXPECT_EQ(collect_traffic_control(run.context).outcome, Outcome::skipped);
}

}  // namespace
}  // namespace firsthour::collectors
