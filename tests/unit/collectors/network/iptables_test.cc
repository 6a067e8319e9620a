// SPDX-License-Identifier: Apache-2.0
// Rules that iptables writes, read back by us and compared with what iptables itself says of them.
#include "collectors/network/network.h"
#include "collectors/network/xt_extension.h"
#include "collectors/network/xt_table.h"
#include "tests/support/altered_host.h"
#include "tests/support/host_run.h"
#include "tests/unit/collectors/network/kernel_sockets.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace firsthour::collectors {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using tests::HostRun;

class MadeRules : public testing::Test {
 protected:
  // Runs `commands` in a namespace of its own and collects; what they print is in `said`.
  void make(const std::string& commands) {
    const auto file =
        std::filesystem::temp_directory_path() / ("firsthour-rules-" + std::to_string(::getpid()));
    const NamespaceChild child{[&] {
      const auto all = "set -e; { " + commands + "; } > " + file.string() + " 2>/dev/null";
      if (std::system(("sh -c '" + all + "'").c_str()) != 0) std::filesystem::remove(file);
    }};
    if (child.pid < 0 || !std::filesystem::exists(file))
      GTEST_SKIP() << "needs root, this iptables, and a kernel with its tables";
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) said.push_back(line);
    std::filesystem::remove(file);
    (void)collect_packet_filters(run.context);
    for (const auto& record : run.out.records_with("host.packet_filter", "packet_filter.system", "iptables"))
      if (record["packet_filter.kind"] == "rule")
        rules.push_back("-A " + record["packet_filter.chain"].get<std::string>() + " " +
                        record["packet_filter.rule"].get<std::string>());
  }
  HostRun run;
  std::vector<std::string> said, rules;
};

constexpr std::string_view kRules =
    "$T -N guard; $T -A guard -m comment --comment \"a b\" -j RETURN; "
    "$T -A INPUT -s 192.0.2.0/24 -i eth+ -p tcp -m tcp --dport 22 -j ACCEPT; "
    "$T -A INPUT ! -s 192.0.2.7/32 -p udp -m udp --sport 53:60 -j DROP; "
    "$T -A INPUT -p tcp -m multiport --dports 80,443,8000:8080 -j guard; "
    "$T -A OUTPUT -o lo -p tcp -m tcp --tcp-flags FIN,SYN SYN -j guard; "
    "$T -A FORWARD -d 198.51.100.1/32; $T -P FORWARD DROP; ";

TEST_F(MadeRules, ReadAsIptablesSavesThem) {
  std::string commands{kRules};
  for (auto at = commands.find("$T"); at != std::string::npos; at = commands.find("$T"))
    commands.replace(at, 2, "iptables-legacy");
  make(commands + "iptables-legacy-save -t filter");
  if (IsSkipped()) return;
  std::vector<std::string> saved;
  for (const auto& line : said)
    if (line.starts_with("-A ")) saved.push_back(line);
  ASSERT_THAT(saved, SizeIs(testing::Ge(5)));
  std::ranges::sort(saved);
  std::ranges::sort(rules);
  EXPECT_EQ(rules, saved);
  const auto forward = run.out.records_with("host.packet_filter", "packet_filter.chain", "FORWARD");
  EXPECT_THAT(forward, Contains(testing::Truly([](const Json& record) {
                return record["packet_filter.kind"] == "chain" &&
                       record["packet_filter.system"] == "iptables" &&
                       record["packet_filter.policy"] == "drop" && record["packet_filter.hook"] == "forward";
              })));
}

TEST_F(MadeRules, NameWhereTrafficIsSent) {
  make(
      "iptables-legacy -t nat -A PREROUTING -p tcp -m tcp --dport 80 -j DNAT --to-destination "
      "192.0.2.7:8080; "
      "iptables-legacy -t nat -A PREROUTING -p tcp -m tcp --dport 81 -j REDIRECT --to-ports 8081; "
      "iptables-legacy -t nat -A POSTROUTING -j MASQUERADE; "
      "iptables-legacy-save -t nat");
  if (IsSkipped()) return;
  for (const auto& line : said)
    if (line.starts_with("-A ")) {
      EXPECT_THAT(rules, Contains(line));
    }
  const auto found = run.out.records_with("host.packet_filter", "packet_filter.table", "nat");
  EXPECT_THAT(found, Contains(testing::Truly([](const Json& record) {
                return record["packet_filter.kind"] == "rule" &&
                       record["packet_filter.actions"] == Json::array({"dnat"});
              })));
}

TEST_F(MadeRules, OfIpv6AreReadToo) {
  make(
      "ip6tables-legacy -A INPUT -s 2001:db8::/32 -p tcp -m tcp --dport 22 -j ACCEPT; ip6tables-legacy-save "
      "-t filter");
  if (IsSkipped()) return;
  EXPECT_THAT(rules, Contains("-A INPUT -s 2001:db8::/32 -p tcp -m tcp --dport 22 -j ACCEPT"));
}

TEST_F(MadeRules, OfIptablesNftAreDecodedInside) {
  make(
      "iptables-nft -A INPUT -p tcp -m multiport --dports 22,23 -m comment --comment watch -j ACCEPT; "
      "iptables-nft -A INPUT -m string --algo bm --string MAGIC -j DROP || true");
  if (IsSkipped()) return;
  std::vector<std::string> texts;
  for (const auto& record : run.out.records_with("host.packet_filter", "packet_filter.system", "nftables"))
    if (record.contains("packet_filter.rule")) texts.push_back(record["packet_filter.rule"]);
  EXPECT_THAT(texts,
              Contains(testing::HasSubstr("-m multiport --dports 22,23 -m comment --comment \"watch\"")));
}

// An address of this process alone: tests that run beside each other see each other's namespaces.
std::string own_address() {
  const auto pid = static_cast<unsigned>(::getpid());
  return "10." + std::to_string(pid >> 16U & 255U) + "." + std::to_string(pid >> 8U & 255U) + "." +
         std::to_string(pid & 255U);
}

// A namespace with a rule, which nothing but a descriptor of ours keeps alive; absent where that cannot be.
Descriptor held_namespace_with_a_rule() {
  bool made = false;
  const std::string address = own_address();
  int said[2];
  if (::pipe(said) != 0) return {};
  const NamespaceChild child{[&] {
    const std::string command = "iptables-legacy -A INPUT -s " + address + "/32 -j DROP 2>/dev/null";
    const char answer = std::system(command.c_str()) == 0 ? 'y' : 'n';
    (void)!::write(said[1], &answer, 1);
  }};
  char answer = 'n';
  if (child.pid > 0) (void)!::read(said[0], &answer, 1);
  made = answer == 'y';
  ::close(said[0]), ::close(said[1]);
  if (!made) return {};
  return Descriptor{::open(("/proc/" + std::to_string(child.pid) + "/ns/net").c_str(), O_RDONLY | O_CLOEXEC)};
}

TEST(IptablesOfNamespaceWithoutProcess, WasLeftOutSilentlyAndIsRead) {
  const auto held = held_namespace_with_a_rule();
  if (!held) GTEST_SKIP() << "needs root, this iptables, and a kernel with its tables";
  HostRun run;
  const auto outcome = collect_packet_filters(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  EXPECT_THAT(
      run.out.records_with("host.packet_filter", "packet_filter.rule", "-s " + own_address() + "/32 -j DROP"),
      SizeIs(1));
}

TEST(IptablesOfNamespaceWithoutProcess, IsCountedWhereItCannotBeRead) {
  const auto held = held_namespace_with_a_rule(), other = held_namespace_with_a_rule();
  if (!held || !other) GTEST_SKIP() << "needs root, this iptables, and a kernel with its tables";
  HostRun run;
  tests::AlteredHost host;
  host.vanish("/proc/thread-self");
  Context context{.host = host, .out = run.out, .plan = nullptr, .processes = &run.processes, .deadline = {}};
  const auto outcome = collect_packet_filters(context);
  EXPECT_EQ(outcome.outcome, Outcome::partial) << "the other namespaces were read";
  EXPECT_THAT(outcome.reason,
              testing::ContainsRegex(
                  "iptables of ([2-9]|[1-9][0-9]+) network namespaces not read: no process lives there"));
}

TEST(XtExtensions, SayNothingOfBytesThatDoNotFit) {
  const std::string three(3, '\0'), many(512, '\xff');
  for (const auto* name : {"tcp", "udp", "multiport", "conntrack", "mark", "owner", "string", "addrtype",
                           "mac", "icmp", "limit", "made-up"})
    EXPECT_EQ(xt_match_text(name, 1, bytes(three)), std::nullopt) << name;
  EXPECT_EQ(xt_match_text("multiport", 1, bytes(many)), std::nullopt) << "255 ports do not fit into 15";
  for (const auto* name : {"DNAT", "LOG", "NFLOG", "MARK", "TPROXY", "TEE", "made-up"})
    EXPECT_EQ(xt_target_text(name, 1, bytes(three)), std::nullopt) << name;
}

TEST(XtExtensions, NameTheStatesOfAFlow) {
  std::string data(150, '\0');
  data[146] = 1;
  data += std::string{"\x06\x00", 2} + std::string(10, '\0');
  EXPECT_EQ(xt_match_text("conntrack", 3, bytes(data)), "-m conntrack --ctstate ESTABLISHED,RELATED");
  EXPECT_EQ(xt_match_text("state", 0, bytes(bytes_of<std::uint32_t>(8 | 64))),
            "-m state --state NEW,UNTRACKED");
}

TEST(XtExtensions, NameWhereCopiesGo) {
  EXPECT_EQ(xt_target_text("TEE", 1, bytes(std::string{"\xC0\x00\x02\x09", 4} + std::string(12, '\0'))),
            "TEE --gateway 192.0.2.9");
}

TEST(XtTable, RefusesEntriesThatDoNotFit) {
  XtHooks hooks;
  hooks.valid = 2;
  for (const auto family : {XtFamily::ipv4, XtFamily::ipv6}) {
    EXPECT_FALSE(parse_xt_entries(family, hooks, bytes(std::string(50, '\0'))));
    EXPECT_FALSE(parse_xt_entries(family, hooks, bytes(std::string(500, '\xff'))));
    const auto none = parse_xt_entries(family, hooks, {});
    ASSERT_TRUE(none);
    EXPECT_THAT(*none, IsEmpty());
  }
}

}  // namespace
}  // namespace firsthour::collectors
