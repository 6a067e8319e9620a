// SPDX-License-Identifier: Apache-2.0
#include "triage/network/stream/reassembly.h"

#include "casefile/encoding.h"

#include <gtest/gtest.h>

namespace firsthour::triage::network {
namespace {

// A client that sends; the server only acknowledges.
class Sending : public testing::Test, public StreamListener {
 protected:
  void data(bool from_client, Bytes bytes, Moment) override {
    if (from_client) stream += text_of(bytes);
  }
  void gap(bool from_client, std::uint64_t bytes, Moment) override {
    if (from_client) stream += "<" + std::to_string(bytes) + ">";
  }
  void syn(std::uint32_t sequence) { packet(true, sequence, {}, kSyn); }
  void send(std::uint32_t sequence, std::string_view text) { packet(true, sequence, text, kAck); }
  void acknowledge(std::uint32_t sequence, int times = 1) {
    for (int i = 0; i < times; ++i) {
      Decoded p;
      p.flags = kAck;
      p.acknowledged = sequence;
      reassembly.take(false, p, {});
    }
  }
  void packet(bool from_client, std::uint32_t sequence, std::string_view text, std::uint8_t flags) {
    Decoded p;
    p.sequence = sequence;
    p.flags = flags;
    p.payload = as_bytes(text);
    p.payload_length = static_cast<std::uint32_t>(text.size());
    reassembly.take(from_client, p, {});
  }
  std::string stream;
  StreamMemory memory;
  Reassembly reassembly{memory, *this};
};

TEST_F(Sending, ComesInOrder) {
  syn(99);
  send(100, "one ");
  send(108, "three");
  send(104, "two ");
  EXPECT_EQ(stream, "one two three");
  EXPECT_EQ(memory.used, 0u);
}

TEST_F(Sending, FirstBytesWinAndADifferenceIsCounted) {
  syn(99);
  send(100, "good");
  send(100, "evil");
  send(104, "12");
  send(102, "od1234");
  EXPECT_EQ(stream, "good1234");
  EXPECT_EQ(memory.counts.differing, 1u);
}

TEST_F(Sending, FirstBytesWinBehindAHoleToo) {
  syn(99);
  send(104, "5678");
  send(102, "34xxxx90");
  send(100, "12");
  EXPECT_EQ(stream, "1234567890");
  EXPECT_EQ(memory.counts.differing, 1u);
}

TEST_F(Sending, GoesOverTheEndOfTheNumbers) {
  syn(0xfffffffd);
  send(0xfffffffe, "abcd");
  send(2, "ef");
  EXPECT_EQ(stream, "abcdef");
}

TEST_F(Sending, NamesAHoleThatWasAcknowledged) {
  syn(99);
  send(100, "one");
  send(110, "two");
  EXPECT_EQ(stream, "one");
  acknowledge(113, 8);
  EXPECT_EQ(stream, "one<7>two");
  EXPECT_EQ(memory.counts.gaps, 1u);
}

TEST_F(Sending, NamesAHoleAtTheEnd) {
  syn(99);
  send(103, "late");
  reassembly.finish();
  EXPECT_EQ(stream, "<3>late");
}

TEST_F(Sending, BeginsInTheMiddle) {
  send(5000, "mid");
  send(5003, "dle");
  EXPECT_EQ(stream, "middle");
  EXPECT_EQ(memory.counts.mid_stream, 1u);
}

// A server that answers twice with different numbers: the connection is that of the last.
TEST_F(Sending, TakesTheLastOfSeveralBeginnings) {
  syn(2'000'000'000);
  syn(99);
  send(100, "begins");
  EXPECT_EQ(stream, "begins");
}

TEST_F(Sending, ABeginningWithinTheStreamChangesNothing) {
  syn(99);
  send(100, "abc");
  syn(4'000);
  send(103, "d");
  EXPECT_EQ(stream, "abcd");
}

TEST_F(Sending, LeavesOutAStrayFarAhead) {
  syn(99);
  send(100, "a");
  send(1'900'000'000, "stray");
  send(101, "b");
  reassembly.finish();
  EXPECT_EQ(stream, "ab");
  EXPECT_EQ(memory.counts.out_of_window, 1u);
}

TEST_F(Sending, IsNotSpoiltByKeepAlive) {
  syn(99);
  send(100, "abc");
  send(102, "?");
  send(103, "d");
  EXPECT_EQ(stream, "abcd");
}

TEST_F(Sending, HoldsNoMoreThanItsMemory) {
  memory.most = 1000;
  syn(99);
  for (std::uint32_t i = 0; i < 300; ++i) send(200 + i * 20, "0123456789");
  EXPECT_LE(memory.used, 1200u);
  EXPECT_GT(memory.counts.over_memory, 0u);
}

// What is kept for a segment counts, not its bytes alone.
TEST_F(Sending, TinySegmentsTakeMemoryToo) {
  syn(99);
  for (std::uint32_t i = 0; i < 100; ++i) send(200 + i * 2, "x");
  EXPECT_GT(memory.used, 100 * sizeof(std::vector<std::byte>));
  reassembly.finish();
  EXPECT_EQ(memory.used, 0u);
  EXPECT_TRUE(memory.waiting.empty());
}

// Old holes of others filled the memory, and nobody's segments were put in order any more.
TEST_F(Sending, TheHoleThatWaitsLongestGivesWay) {
  struct Unheard final : StreamListener {
    void data(bool, Bytes, Moment) override {}
    void gap(bool, std::uint64_t bytes, Moment) override { lost += bytes; }
    std::uint64_t lost = 0;
  } unheard;
  memory.most = 2000;
  Reassembly foreign{memory, unheard};
  Decoded p;
  p.flags = kSyn;
  p.sequence = 99;
  foreign.take(true, p, {});
  const std::string much(1500, 'm');
  p.flags = kAck;
  p.sequence = 200;
  p.payload = as_bytes(much);
  p.payload_length = 1500;
  foreign.take(true, p, {});
  syn(99);
  send(600, std::string(500, 'b'));
  EXPECT_EQ(unheard.lost, 100u);
  send(100, std::string(500, 'a'));
  EXPECT_EQ(stream, std::string(500, 'a') + std::string(500, 'b'));
  EXPECT_EQ(memory.counts.over_memory, 1u);
}

// The sum went over 32 bits, and the rest of the segment was never given up.
TEST_F(Sending, ASegmentThatTheSnapLengthCutMayEndTheNumbers) {
  syn(0xffffff00);
  Decoded p;
  p.flags = kAck;
  p.sequence = 0xffffff01;
  const std::string begin(0xff, 'b');
  p.payload = as_bytes(begin);
  p.payload_length = 0x10f;
  p.cut = true;
  reassembly.take(true, p, {});
  EXPECT_EQ(stream, begin + "<16>");
  send(0x10, "end");
  EXPECT_EQ(stream, begin + "<16>end");
}

}  // namespace
}  // namespace firsthour::triage::network
