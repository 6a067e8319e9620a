// SPDX-License-Identifier: Apache-2.0
// Which rules a scan spends its time on. libyara as Debian builds it does not say, and what is slow is often
// slow on one file only; so a clock looks, a hundred times in each second of processor time, at the string
// that is verified or the rule whose condition is evaluated.
//
// A condition is found where libyara's instruction pointer stands: the nearest word on the stack that points
// into the code of the rules (OP_INIT_RULE and OP_MATCH_RULE of libyara 4.2 frame each rule's).
#pragma once

#include "triage/hit.h"
#include "triage/yara/library.h"

#include <signal.h>
#include <ucontext.h>

#include <atomic>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage {

class RuleTimes {
 public:
  // `now_at` is set at each tick to the place of the rule in the table and one, so that another process sees
  // what a scan is at that never ends; null when nobody looks.
  RuleTimes(const YR_RULES& rules, std::atomic<std::uint32_t>* now_at);

  // Starts the clock (SIGPROF) of the calling thread, the one that scans. Without a scan it ticks for
  // nothing.
  static void start_clock();

  // Around a scan, on the stack that libyara is called on. One scan at a time in a process is looked at.
  void begin();
  void end();
  // This string is verified now; null: none is.
  void verifies(const YR_STRING* string) { string_.store(string, std::memory_order_relaxed); }

  // What took at least that long since begin(), the longest first.
  [[nodiscard]] std::vector<SlowRule> slower_than(std::chrono::milliseconds least) const;

 private:
  static void on_tick(int, siginfo_t*, void* context);
  void tick(const ucontext_t& at);
  [[nodiscard]] std::optional<std::uint32_t> rule_of_condition(const ucontext_t& at) const;
  [[nodiscard]] std::optional<std::uint32_t> rule_at(std::uintptr_t code) const;

  const YR_RULES& rules_;
  std::atomic<std::uint32_t>* now_at_;
  std::vector<std::pair<std::uintptr_t, std::uintptr_t>> code_;  // of each rule, first and past the last
  std::atomic<const YR_STRING*> string_{nullptr};
  std::vector<std::uint32_t> of_strings_, of_conditions_;  // ticks, by place in libyara's tables
  std::uintptr_t stack_ = 0;                               // where it was when the scan began
  std::uint32_t ticks_ = 0;
};

}  // namespace firsthour::triage
