// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "tests/support/conformance.h"
#include "triage/network/capture/capture_reader.h"
#include "triage/network/flow/flow.h"
#include "triage/network/flow/flow_table.h"

#include <gtest/gtest.h>

#include <fstream>
#include <map>

namespace firsthour::triage::network {
namespace {

std::string file_text(const std::filesystem::path& path) {
  std::ifstream in{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{in}, {}};
}

TEST(CommunityId, OfAllPublishedTuples) {
  NEED_CONFORMANCE_SUITE(suite, "community-id");
  unsigned rows = 0;
  for (const auto& [file, seed, base64] :
       {std::tuple{"baseline_deflt.json", 0, true}, std::tuple{"baseline_seed1.json", 1, true},
        std::tuple{"baseline_nob64.json", 0, false}}) {
    const auto json = parse_json(file_text(*suite / "baseline" / file));
    ASSERT_TRUE(json);
    for (const Json& row : *json) {
      CommunityTuple tuple;
      tuple.source = *IpAddress::from_text(row["saddr"].get<std::string>());
      tuple.destination = *IpAddress::from_text(row["daddr"].get<std::string>());
      tuple.protocol = row["proto"].get<std::uint8_t>();
      tuple.has_ports = !row["sport"].is_null();
      if (tuple.has_ports) {
        tuple.source_port = row["sport"].get<std::uint16_t>();
        tuple.destination_port = row["dport"].get<std::uint16_t>();
      }
      EXPECT_EQ(community_id(tuple, static_cast<std::uint16_t>(seed), base64),
                row["communityid"].get<std::string>())
          << row;
      ++rows;
    }
  }
  EXPECT_EQ(rows, 69u);
}

TEST(CommunityId, OfThePacketsOfPublishedCaptures) {
  NEED_CONFORMANCE_SUITE(suite, "community-id");
  std::map<std::string, std::uint64_t> packets;
  std::uint64_t captures = 0;
  for (const char* name : {"arp", "icmp", "icmp6", "ipv6", "rsvp", "sctp", "tcp", "udp", "combined"}) {
    const bool all = std::string_view{name} == "combined";
    auto source = open_source((*suite / "pcaps" / (name + std::string{all ? ".pcap.gz" : ".pcap"})).string());
    ASSERT_TRUE(source);
    auto reader = CaptureReader::open(**source);
    ASSERT_TRUE(reader) << reader.error().what;
    FlowTable flows{{}, [&](Flow& flow) {
                      packets[community_id(flow)] += flow.from_client.packets + flow.from_server.packets;
                    }};
    Decoder decoder;
    Packet packet;
    Decoded decoded;
    bool from_client = false;
    while ((*reader)->next(packet).value()) {
      if (decoder.decode(packet, decoded))
        (void)flows.take(decoded, {packet.time, packet.number}, from_client);
    }
    flows.finish();
    captures += 1;
  }
  EXPECT_EQ(captures, 9u);
  // Each is once in a capture of its own and once among all.
  const std::map<std::string, std::uint64_t> expected{
      {"1:X0snYXpgwiv9TZtqg64sgzUn6Dk=", 6},  {"1:YHxtAirCG//0OzkcVAukqKQN9xM=", 2},
      {"1:+TW+HtLHvV1xnGhV1lv7XoJrqQg=", 12}, {"1:dGHyGvjMfljg6Bppwm3bg0LO8TY=", 8},
      {"1:2ObVBgIn28oZvibYZhZMBgh7WdQ=", 6},  {"1:hLZd0XGWojozrvxqE0dWB1iM6R0=", 6},
      {"1:zavyT/cezQr1fmImYCwYnMXbgck=", 4},  {"1:hO+sN4H+MG5MY/8hIrXPqc4ZQz0=", 2},
      {"1:pkvHqCL88/tg1k4cPigmZXUtL00=", 2},  {"1:/qFaeAR+gFe1KYjMzVDsMv+wgU4=", 34},
      {"1:KHlLkgoJW7ifUTyTSgyVfkFHzKw=", 4},  {"1:MP2EtRCAUIZvTw6MxJHLV7N7JDs=", 10},
      {"1:LQU9qZlK+B5F3KDmev6m5PMibrg=", 24}, {"1:d/FP5EW3wiY1vCndhwleRRKHowQ=", 4}};
  EXPECT_EQ(packets, expected);
}

}  // namespace
}  // namespace firsthour::triage::network
