// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/network.h"
#include "collectors/network/nft_object.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/kernel_sockets.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>

#include <cstdlib>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string expression(std::string_view name, const std::string& data) {
  return attribute(NFTA_LIST_ELEM,
                   attribute(NFTA_EXPR_NAME, std::string{name} + '\0') + attribute(NFTA_EXPR_DATA, data));
}

std::string word(std::uint16_t type, std::uint32_t value) { return attribute(type, big_endian(value)); }

std::string compared_with(std::string_view value) {
  return word(NFTA_CMP_SREG, NFT_REG_1) + word(NFTA_CMP_OP, NFT_CMP_EQ) +
         attribute(NFTA_CMP_DATA, attribute(NFTA_DATA_VALUE, value));
}

TEST(NftExpressions, ReadAsNftWritesThem) {
  const auto verdict =
      attribute(NFTA_IMMEDIATE_DATA, attribute(NFTA_DATA_VERDICT, word(NFTA_VERDICT_CODE, 1)));
  const auto rule =
      expression("meta", word(NFTA_META_DREG, NFT_REG_1) + word(NFTA_META_KEY, NFT_META_L4PROTO)) +
      expression("cmp", compared_with("\x06")) +
      expression("payload", word(NFTA_PAYLOAD_DREG, NFT_REG_1) +
                                word(NFTA_PAYLOAD_BASE, NFT_PAYLOAD_TRANSPORT_HEADER) +
                                word(NFTA_PAYLOAD_OFFSET, 2) + word(NFTA_PAYLOAD_LEN, 2)) +
      expression("cmp", compared_with({"\x00\x16", 2})) +
      expression("immediate", word(NFTA_IMMEDIATE_DREG, NFT_REG_VERDICT) + verdict);
  const auto says = decode_nft_expressions(bytes(rule));
  EXPECT_EQ(says.text, "l4proto tcp tcp dport 22 accept");
  EXPECT_THAT(says.actions, ElementsAre("accept"));
  EXPECT_THAT(says.undecoded, IsEmpty());
  EXPECT_THAT(says.expressions, ElementsAre("meta", "cmp", "payload", "cmp", "immediate"));
}

TEST(NftExpressions, NameWhatTheyDoNotKnow) {
  const auto says =
      decode_nft_expressions(bytes(expression("socket", "") + expression("cmp", compared_with("\x01"))));
  EXPECT_EQ(says.text, "[socket] [cmp]") << "a comparison of nothing known is not made up";
  EXPECT_THAT(says.undecoded, ElementsAre("socket", "cmp"));
}

TEST(NftObjects, RefuseAnswersWithoutTheFixedPart) {
  EXPECT_FALSE(parse_nft_object(NFT_MSG_GETRULE, bytes(std::string(3, '\0'))));
}

constexpr const char* kRuleset =
    "nft -f - <<'END' 2>/dev/null\n"
    "table ip planted {\n"
    " set blocked { type ipv4_addr; elements = { 192.0.2.1, 192.0.2.2 } }\n"
    " chain pre { type nat hook prerouting priority -100; policy accept;\n"
    "  tcp dport 8080 counter dnat to 198.51.100.7:80 comment \"hello\"\n"
    " }\n"
    " chain in { type filter hook input priority 5; policy drop;\n"
    "  ct state established,related accept\n"
    "  ip saddr 10.0.0.0/8 drop\n"
    "  ip saddr @blocked jump other\n"
    "  iifname \"lo\" accept\n"
    " }\n"
    " chain other { }\n"
    "}\n"
    "END";

TEST(PacketFilters, AreReadInTheNamespaceTheyBelongTo) {
  bool planted = false;
  int said[2];
  ASSERT_EQ(::pipe(said), 0);
  const NamespaceChild child{[&] {
    const char answer = std::system(kRuleset) == 0 ? 'y' : 'n';
    (void)!::write(said[1], &answer, 1);
  }};
  if (child.pid < 0) GTEST_SKIP() << "network namespaces need root";
  char answer = 'n';
  (void)!::read(said[0], &answer, 1);
  planted = answer == 'y';
  ::close(said[0]), ::close(said[1]);
  if (!planted) GTEST_SKIP() << "no nft program, or a kernel without nf_tables";

  HostRun run;
  const auto outcome = collect_packet_filters(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto all = run.out.records_with("host.packet_filter", "packet_filter.table", "planted");
  const auto rule = [&](std::string_view chain, int position) {
    for (const auto& r : all)
      if (r["packet_filter.kind"] == "rule" && r["packet_filter.chain"] == chain &&
          r["packet_filter.position"] == position)
        return r;
    return nlohmann::json::object();
  };
  const auto redirect = rule("pre", 1);
  EXPECT_EQ(redirect["packet_filter.rule"], "l4proto tcp tcp dport 8080 dnat to 198.51.100.7:80");
  EXPECT_THAT(redirect["packet_filter.actions"], ElementsAre("dnat"));
  EXPECT_EQ(redirect["packet_filter.comment"], "hello");
  EXPECT_EQ(redirect["packet_filter.packets"], 0);
  EXPECT_EQ(rule("in", 1)["packet_filter.rule"], "ct state established,related accept");
  EXPECT_EQ(rule("in", 3)["packet_filter.rule"], "ip saddr @blocked jump other");
  EXPECT_THAT(rule("in", 3)["packet_filter.jumps_to"], ElementsAre("other"));
  EXPECT_EQ(rule("in", 4)["packet_filter.rule"], "iifname \"lo\" accept");

  const auto of_kind = [&](std::string_view kind, std::string_view key, std::string_view name) {
    for (const auto& r : all)
      if (r["packet_filter.kind"] == kind && r.value(std::string{key}, "") == name) return r;
    return nlohmann::json::object();
  };
  const auto chain = of_kind("chain", "packet_filter.chain", "in");
  EXPECT_EQ(chain["packet_filter.hook"], "input");
  EXPECT_EQ(chain["packet_filter.policy"], "drop");
  EXPECT_EQ(chain["packet_filter.priority"], 5);
  const auto set = of_kind("set", "packet_filter.set", "blocked");
  EXPECT_THAT(set["packet_filter.elements"], testing::UnorderedElementsAre("192.0.2.1", "192.0.2.2"));
  EXPECT_EQ(set["packet_filter.element_count"], 2);
  EXPECT_NE(run.out.find("kernel-file", "netlink:nf_tables"), nullptr);
}

TEST(PacketFilters, OfAnImageAreNotToBeHad) {
  const tests::MadeRoot root;
  HostRun run{root.path()};
  EXPECT_EQ(collect_packet_filters(run.context).outcome, Outcome::skipped);
}

}  // namespace
}  // namespace firsthour::collectors
