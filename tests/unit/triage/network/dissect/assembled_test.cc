// SPDX-License-Identifier: Apache-2.0
#include "triage/network/dissect/assembled.h"

#include "casefile/encoding.h"

#include <gtest/gtest.h>

namespace firsthour::triage::network {
namespace {

struct Pieces {
  Assembled all{1000};
  void put(std::uint64_t place, std::string_view text) { all.put(place, as_bytes(text)); }
};

TEST(Assembled, PutsPiecesInOrder) {
  Pieces p;
  p.put(8, "three");
  p.put(4, "two ");
  EXPECT_EQ(p.all.beginning(), "");
  p.put(0, "one ");
  EXPECT_EQ(p.all.beginning(), "one two three");
}

// A longer piece at the place of a shorter one was left out, and a later one won against an earlier.
TEST(Assembled, OfBytesThatComeTwiceTheFirstAreKept) {
  Pieces p;
  p.put(4, "55");
  p.put(4, "xx66");
  p.put(2, "33yy");
  p.put(0, "11zzzz667");
  EXPECT_EQ(p.all.beginning(), "113355667");
}

TEST(Assembled, WhatReachesOverSeveralFillsTheHolesBetweenThem) {
  Pieces p;
  p.put(2, "B");
  p.put(6, "D");
  p.put(1, "1234567");
  p.put(0, "a");
  EXPECT_EQ(p.all.beginning(), "a1B345D7");
}

TEST(Assembled, LeavesOutWhatGoesBeyond) {
  Pieces p;
  p.put(0, std::string(990, 'x'));
  p.put(990, std::string(20, 'y'));
  p.put(5000, "far");
  EXPECT_EQ(p.all.beginning(), std::string(990, 'x') + std::string(10, 'y'));
}

}  // namespace
}  // namespace firsthour::triage::network
