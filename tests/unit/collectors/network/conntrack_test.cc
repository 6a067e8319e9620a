// SPDX-License-Identifier: Apache-2.0
#include "collectors/network/conntrack_entry.h"
#include "collectors/network/network.h"
#include "tests/support/host_run.h"
#include "tests/support/made_root.h"
#include "tests/unit/collectors/network/made_netlink.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <sys/socket.h>

namespace firsthour::collectors {
namespace {

using tests::HostRun;

using testing::Contains;

std::string tuple(std::uint16_t type, std::string_view source, std::string_view destination,
                  std::uint16_t source_port, std::uint16_t destination_port) {
  return attribute(
      type,
      attribute(CTA_TUPLE_IP, attribute(CTA_IP_V4_SRC, source) + attribute(CTA_IP_V4_DST, destination)) +
          attribute(CTA_TUPLE_PROTO, attribute(CTA_PROTO_NUM, "\x06") +
                                         attribute(CTA_PROTO_SRC_PORT, big_endian(source_port)) +
                                         attribute(CTA_PROTO_DST_PORT, big_endian(destination_port))));
}

TEST(Conntrack, ReadsBothDirectionsOfAFlow) {
  nfgenmsg header{};
  header.nfgen_family = AF_INET;
  const std::string client{"\xC0\x00\x02\x05", 4}, asked{"\xC6\x33\x64\x01", 4},
      served{"\x0A\x00\x00\x09", 4};
  const auto entry = parse_conntrack(bytes(
      bytes_of(header) + tuple(CTA_TUPLE_ORIG, client, asked, 40000, 80) +
      tuple(CTA_TUPLE_REPLY, served, client, 8080, 40000) +
      attribute(CTA_STATUS, big_endian(std::uint32_t{0x26})) +
      attribute(CTA_TIMEOUT, big_endian(std::uint32_t{300})) +
      attribute(CTA_PROTOINFO, attribute(CTA_PROTOINFO_TCP, attribute(CTA_PROTOINFO_TCP_STATE, "\x03"))) +
      attribute(CTA_COUNTERS_ORIG, attribute(CTA_COUNTERS_BYTES, big_endian(std::uint64_t{5000000000}))) +
      attribute(CTA_HELP, attribute(CTA_HELP_NAME, std::string_view{"ftp\0", 4}))));
  ASSERT_TRUE(entry);
  EXPECT_EQ(entry->transport, "tcp");
  EXPECT_EQ(entry->original.destination.ip, "198.51.100.1");
  EXPECT_EQ(entry->original.destination.port, 80);
  EXPECT_EQ(entry->reply.source.ip, "10.0.0.9");
  EXPECT_EQ(entry->reply.source.port, 8080);
  EXPECT_EQ(entry->state, "ESTABLISHED");
  EXPECT_EQ(entry->timeout, 300u);
  EXPECT_EQ(entry->original.bytes, 5000000000u);
  EXPECT_EQ(entry->helper, "ftp");
  EXPECT_THAT(entry->status, testing::ElementsAre("SEEN_REPLY", "ASSURED", "DST_NAT"));
}

TEST(Conntrack, RefusesAnswersWithoutAddresses) {
  EXPECT_FALSE(parse_conntrack(bytes(std::string(3, '\0'))));
  EXPECT_FALSE(parse_conntrack(bytes(bytes_of(nfgenmsg{}))));
}

TEST(Conntrack, SaysWhereAnswersGoElsewhere) {
  const tests::MadeRoot root;
  root.file("/proc/net/nf_conntrack",
            "ipv4     2 tcp      6 431999 ESTABLISHED src=192.0.2.5 dst=198.51.100.1 sport=40000 dport=80 "
            "src=10.0.0.9 dst=192.0.2.5 sport=8080 dport=40000 [ASSURED] mark=7 zone=0 use=2\n"
            "ipv4     2 udp      17 29 src=192.0.2.5 dst=192.0.2.53 sport=5353 dport=53 [UNREPLIED] "
            "src=192.0.2.53 dst=192.0.2.5 sport=53 dport=5353 mark=0 zone=0 use=2\n");
  HostRun run{root.path()};
  const auto outcome = collect_conntrack(run.context);
  EXPECT_EQ(outcome.outcome, Outcome::complete) << outcome.reason;
  const auto records = run.out.records("host.conntrack");
  ASSERT_EQ(records.size(), 2u);
  EXPECT_EQ(records[0]["destination.nat.ip"], "10.0.0.9");
  EXPECT_EQ(records[0]["destination.nat.port"], 8080);
  EXPECT_FALSE(records[0].contains("source.nat.ip"));
  EXPECT_EQ(records[0]["conntrack.state"], "ESTABLISHED");
  EXPECT_EQ(records[0]["conntrack.mark"], 7);
  EXPECT_THAT(records[0]["conntrack.status"], Contains("SEEN_REPLY"));
  EXPECT_EQ(records[1]["network.transport"], "udp");
  EXPECT_FALSE(records[1].contains("destination.nat.ip"));
  EXPECT_FALSE(records[1].contains("conntrack.state")) << "UDP has none";
  EXPECT_EQ(records[1]["conntrack.timeout"], 29);
  EXPECT_EQ(records[1]["firsthour.view"], "procfs");
}

TEST(Conntrack, IsReadFromTheRunningKernel) {
  HostRun run;
  const auto outcome = collect_conntrack(run.context);
  EXPECT_THAT(outcome.outcome, testing::AnyOf(Outcome::complete, Outcome::changed)) << outcome.reason;
  EXPECT_NE(run.out.find("records", "host.conntrack"), nullptr) << "none is a fact too";
}

}  // namespace
}  // namespace firsthour::collectors
