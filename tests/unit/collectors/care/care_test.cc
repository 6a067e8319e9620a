// SPDX-License-Identifier: Apache-2.0
#include "collectors/care/care.h"

#include <gtest/gtest.h>

#include <atomic>
#include <ctime>
#include <future>
#include <thread>

namespace firsthour::collectors {
namespace {

using namespace std::chrono_literals;

TEST(Care, NamesTheCallAThreadHangsIn) {
  Care care;
  std::promise<void> entered, leave;
  std::thread reader{[&] {
    const Care::Call call{&care, "/mnt/dead/file"};
    entered.set_value();
    leave.get_future().wait();
  }};
  entered.get_future().wait();
  const auto stuck = care.stuck(reader.get_id(), 0s);
  ASSERT_TRUE(stuck);
  EXPECT_EQ(stuck->path, "/mnt/dead/file");
  EXPECT_FALSE(care.stuck(reader.get_id(), 60s)) << "not yet";
  EXPECT_FALSE(care.stuck(std::this_thread::get_id(), 0s)) << "another thread's call";
  leave.set_value();
  reader.join();
  EXPECT_FALSE(care.stuck(reader.get_id(), 0s));
}

TEST(Care, AThreadThatWasGivenUpNeverComesBack) {
  Care care;
  std::promise<void> entered, leave, came_back;
  std::thread reader{[&] {
    {
      const Care::Call call{&care, "/mnt/dead"};
      entered.set_value();
      leave.get_future().wait();
    }
    came_back.set_value();
  }};
  entered.get_future().wait();
  care.give_up(reader.get_id());
  EXPECT_TRUE(care.gave_up_any());
  leave.set_value();
  EXPECT_EQ(came_back.get_future().wait_for(200ms), std::future_status::timeout);
  reader.detach();
  // What the thread may still look at must outlive it: it stays here until the process ends.
  std::this_thread::sleep_for(10ms);
}

// Lower bounds only: however slow the machine, a ceiling is never exceeded.
TEST(Care, ReadsNoFasterThanItsCeiling) {
  Care care;
  care.begin({.cpu_percent = 0, .bytes_a_second = 1 << 20});
  const auto begun = Care::Clock::now();
  for (int i = 0; i < 8; ++i) Care::took(&care, 64 << 10);  // half a second's worth
  EXPECT_GE(Care::Clock::now() - begun, 400ms);
}

TEST(Care, ComputesNoMoreThanItsShare) {
  Care care;
  care.begin({.cpu_percent = 20, .bytes_a_second = 0});
  const auto begun = Care::Clock::now();
  std::atomic<std::uint64_t> busy{0};
  const auto cpu_begun = std::clock();
  while (Care::Clock::now() - begun < 1s) {
    for (int i = 0; i < 10'000; ++i) busy ^= static_cast<std::uint64_t>(i) * 0x9e3779b97f4a7c15U;
    Care::took(&care, 0);
  }
  const double cpu = static_cast<double>(std::clock() - cpu_begun) / CLOCKS_PER_SEC;
  const double wall = std::chrono::duration<double>(Care::Clock::now() - begun).count();
  EXPECT_LE(cpu / wall, 0.30);
}

TEST(Care, NoCeilingBeforeTheVolatileSetIsTaken) {
  Care care;
  const auto begun = Care::Clock::now();
  Care::took(&care, std::uint64_t{1} << 50);
  Care::took(nullptr, 1);
  EXPECT_LT(Care::Clock::now() - begun, 10s) << "a year's worth at any ceiling";
}

}  // namespace
}  // namespace firsthour::collectors
