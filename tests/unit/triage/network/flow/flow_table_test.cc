// SPDX-License-Identifier: Apache-2.0
#include "triage/network/flow/flow_table.h"

#include "casefile/encoding.h"
#include "playbooks/drill/artefacts/made_capture.h"
#include "triage/network/capture/capture_reader.h"

#include <gmock/gmock.h>

#include <functional>
#include <utility>

namespace firsthour::triage::network {
namespace {

struct Row {
  std::string client, server, state, history;
  std::uint64_t packets, client_payload, server_payload;
};

std::vector<Row> flows_of(const MadeCapture& made, FlowLimits limits = {}, FlowCounts* counts = nullptr) {
  std::vector<Row> rows;
  FlowTable table{limits, [&](Flow& f) {
                    rows.push_back({f.client.address.text() + ":" + std::to_string(f.client.port),
                                    f.server.address.text() + ":" + std::to_string(f.server.port),
                                    std::string{f.tcp_state()}, std::string{f.history.text()},
                                    f.from_client.packets + f.from_server.packets,
                                    f.from_client.payload_bytes, f.from_server.payload_bytes});
                  }};
  const std::string file = made.pcap();
  MemorySource source{as_bytes(file)};
  auto reader = CaptureReader::open(source).value();
  Decoder decoder;
  Packet packet;
  Decoded decoded;
  bool from_client = false;
  while (reader->next(packet).value())
    if (decoder.decode(packet, decoded)) (void)table.take(decoded, {packet.time, packet.number}, from_client);
  table.finish();
  if (counts) *counts = table.counts();
  return rows;
}

TEST(FlowTable, CountsBothDirectionsOfAConnection) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.client("hello");
  tcp.server("hello yourself");
  tcp.close();
  const auto rows = flows_of(made);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].client, "10.0.0.2:40000");
  EXPECT_EQ(rows[0].state, "SF");
  EXPECT_EQ(rows[0].history, "ShADadFf");
  EXPECT_EQ(rows[0].packets, 10u);
  EXPECT_EQ(rows[0].client_payload, 5u);
  EXPECT_EQ(rows[0].server_payload, 14u);
}

// One stamp of 2106 ended every flow, and each packet after it began a new one.
TEST(FlowTable, APacketFromTheFutureEndsNoOtherFlow) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.client("hello");
  const std::int64_t now = std::exchange(made.time, std::int64_t{4'294'967'295} * 1'000'000'000);
  made.udp("10.9.9.9", 1, "10.9.9.8", 2, "x");
  made.time = now;
  tcp.server("hello yourself");
  tcp.close();
  EXPECT_EQ(flows_of(made).size(), 2u);
}

TEST(FlowTable, AFlowThatWasQuietForLongIsAnother) {
  MadeCapture made;
  for (int i = 0; i < 3; ++i) {
    made.udp("10.0.0.2", 3333, "10.0.0.1", 53, "question");
    made.wait(600'000'000'000);
  }
  EXPECT_EQ(flows_of(made).size(), 3u);
}

// Differences of stamps at both ends of the range were no numbers.
TEST(FlowTable, TakesAnyStamp) {
  FlowTable table{{}, [](Flow&) {}};
  Decoded p;
  p.protocol = kUdp;
  bool from_client = false;
  for (const std::int64_t time : {INT64_MIN, INT64_MAX, std::int64_t{0}, INT64_MAX, INT64_MIN}) {
    p.source_port = static_cast<std::uint16_t>(time & 0xff);
    (void)table.take(p, {time, 1}, from_client);
  }
  table.finish();
  EXPECT_EQ(table.counts().flows, 3u);
}

TEST(FlowTable, KnowsTheServerWhenTheCaptureBeganWithItsAnswer) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  made.packets().erase(made.packets().begin());
  const auto rows = flows_of(made);
  ASSERT_EQ(rows.size(), 1u);
  EXPECT_EQ(rows[0].server, "10.0.0.1:80");
}

TEST(FlowTable, InTheMiddleOfATalkThePortsSayWhoTheServerIs) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.server("the rest of an answer");
  made.udp("10.0.0.53", 53, "10.0.0.2", 40001, "an answer");
  made.udp("10.0.0.3", 5000, "10.0.0.2", 40002, "neither tells");
  const auto rows = flows_of(made);
  ASSERT_EQ(rows.size(), 3u);
  EXPECT_THAT((std::vector{rows[0].server, rows[1].server, rows[2].server}),
              testing::UnorderedElementsAre("10.0.0.1:80", "10.0.0.53:53", "10.0.0.2:40002"));
}

TEST(FlowTable, SaysHowAConnectionEndedThatWasMetInItsMiddle) {
  const auto state = [](const std::function<void(MadeTcp&)>& goes_on) {
    MadeCapture made;
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
    tcp.client("question");
    goes_on(tcp);
    return flows_of(made).at(0).state;
  };
  EXPECT_EQ(state([](MadeTcp&) {}), "OTH");
  EXPECT_EQ(state([](MadeTcp& t) { t.close(); }), "SF");
  EXPECT_EQ(state([](MadeTcp& t) { t.segment(false, 0, {}, 0x14); }), "RSTRH");
  EXPECT_EQ(state([](MadeTcp& t) { t.segment(true, 8, {}, 0x11); }), "SH");
}

TEST(FlowTable, AResetBehindBothEndsChangesNothing) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
  tcp.open();
  tcp.close();
  tcp.segment(true, 1, {}, 0x04);
  EXPECT_EQ(flows_of(made).at(0).state, "SF");
}

TEST(FlowTable, TakesTheSamePortsAfterAnEndAsANewFlow) {
  MadeCapture made;
  for (int i = 0; i < 2; ++i) {
    MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 80};
    tcp.open();
    tcp.close();
  }
  EXPECT_EQ(flows_of(made).size(), 2u);
}

TEST(FlowTable, EndsQuietDatagramsButNotQuietConnections) {
  MadeCapture made;
  MadeTcp tcp{made, "10.0.0.2", 40000, "10.0.0.1", 22};
  tcp.open();
  for (int i = 0; i < 3; ++i) {
    made.udp("10.0.0.2", 5000, "10.0.0.1", 5001, "x");
    made.wait(600'000'000'000);
  }
  tcp.client("still there");
  EXPECT_EQ(flows_of(made).size(), 4u);
}

TEST(FlowTable, SaysHowManyItGaveUpForWantOfRoom) {
  MadeCapture made;
  for (std::uint16_t port = 1; port <= 40; ++port) made.udp("10.0.0.2", port, "10.0.0.1", 53, "x");
  FlowLimits few;
  few.most = 8;
  FlowCounts counts;
  EXPECT_EQ(flows_of(made, few, &counts).size(), 40u);
  EXPECT_EQ(counts.evicted, 32u);
}

TEST(FlowTable, RefusedAndUnansweredConnectionsDiffer) {
  MadeCapture made;
  MadeTcp refused{made, "10.0.0.2", 40001, "10.0.0.1", 81}, silent{made, "10.0.0.2", 40002, "10.0.0.1", 82};
  refused.segment(true, UINT32_MAX, {}, 0x02);
  refused.segment(false, UINT32_MAX, {}, 0x14);
  silent.segment(true, UINT32_MAX, {}, 0x02);
  const auto rows = flows_of(made);
  ASSERT_EQ(rows.size(), 2u);
  EXPECT_EQ(rows[0].state, "REJ");
  EXPECT_EQ(rows[1].state, "S0");
}

}  // namespace
}  // namespace firsthour::triage::network
