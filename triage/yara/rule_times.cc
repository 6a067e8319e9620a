// SPDX-License-Identifier: Apache-2.0
#include "triage/yara/rule_times.h"

#include <time.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <span>

namespace firsthour::triage {
namespace {

constexpr int kTicksInASecond = 100;
constexpr std::uint64_t kTick = 1000 / kTicksInASecond;  // ms
constexpr std::uintptr_t kDeepestStack = 256U << 10U;

// A signal comes without arguments: this is the only way to what it is about.
constinit std::atomic<RuleTimes*> looked_at{nullptr};

std::uintptr_t stack_of(const ucontext_t& at) {
#if defined(__x86_64__)
  return static_cast<std::uintptr_t>(at.uc_mcontext.gregs[REG_RSP]);
#elif defined(__aarch64__)
  return at.uc_mcontext.sp;
#else
#error "the stack pointer of this machine"
#endif
}

template <class Take>
bool any_register(const ucontext_t& at, const Take& take) {
#if defined(__x86_64__)
  const std::span registers{at.uc_mcontext.gregs};
#else
  const std::span registers{at.uc_mcontext.regs};
#endif
  return std::ranges::any_of(registers, [&](auto word) { return take(static_cast<std::uintptr_t>(word)); });
}

template <class Number>
Number number_at(const std::uint8_t* place) {
  Number number{};
  std::memcpy(&number, place, sizeof number);
  return number;
}

}  // namespace

RuleTimes::RuleTimes(const YR_RULES& rules, std::atomic<std::uint32_t>* now_at)
    : rules_{rules}, now_at_{now_at}, of_strings_(rules.num_strings), of_conditions_(rules.num_rules) {
  const YR_ARENA_BUFFER& code = rules.arena->buffers[YR_CODE_SECTION];
  constexpr std::size_t kInit = 1 + 4 + 4, kMatch = 1 + 8;  // opcode, jump, rule; opcode, rule
  for (std::size_t at = 0; code_.size() < rules.num_rules && at + kInit <= code.used;) {
    const auto jump = number_at<std::int32_t>(code.data + at + 1);
    const std::size_t end = at + static_cast<std::size_t>(std::max(jump, 0));
    const bool framed =
        code.data[at] == OP_INIT_RULE && number_at<std::uint32_t>(code.data + at + 5) == code_.size() &&
        end >= at + kInit + kMatch && end <= code.used && code.data[end - kMatch] == OP_MATCH_RULE &&
        number_at<std::uint64_t>(code.data + end - 8) == code_.size();
    if (framed) {
      const auto begin = reinterpret_cast<std::uintptr_t>(code.data);
      code_.emplace_back(begin + at, begin + end);
    }
    at = framed ? end : at + 1;
  }
}

void RuleTimes::start_clock() {
  struct sigaction action {};
  action.sa_sigaction = on_tick;
  action.sa_flags = SA_SIGINFO | SA_RESTART;
  ::sigaction(SIGPROF, &action, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SIGPROF;
  event._sigev_un._tid = ::gettid();  // the name that Linux gives it is not in these headers
  timer_t timer = nullptr;
  if (::timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer) != 0) return;
  const timespec tick{0, 1'000'000'000 / kTicksInASecond};
  const itimerspec ticks{tick, tick};
  ::timer_settime(timer, 0, &ticks, nullptr);
}

void RuleTimes::begin() {
  if (ticks_ > 0) {
    std::ranges::fill(of_strings_, 0);
    std::ranges::fill(of_conditions_, 0);
    ticks_ = 0;
  }
  if (now_at_) now_at_->store(0, std::memory_order_relaxed);
  stack_ = reinterpret_cast<std::uintptr_t>(__builtin_frame_address(0));
  looked_at.store(this, std::memory_order_release);
}

void RuleTimes::end() {
  looked_at.store(nullptr, std::memory_order_release);
  string_.store(nullptr, std::memory_order_relaxed);
}

void RuleTimes::on_tick(int, siginfo_t*, void* context) {
  if (RuleTimes* const times = looked_at.load(std::memory_order_acquire))
    times->tick(*static_cast<const ucontext_t*>(context));
}

void RuleTimes::tick(const ucontext_t& at) {
  ++ticks_;
  std::optional<std::uint32_t> rule;
  if (const YR_STRING* const string = string_.load(std::memory_order_relaxed)) {
    ++of_strings_[string->idx];
    rule = string->rule_idx;
  } else if ((rule = rule_of_condition(at))) {
    ++of_conditions_[*rule];
  }
  if (rule && now_at_) now_at_->store(*rule + 1, std::memory_order_relaxed);
}

// The stack of what was interrupted is looked through word by word: no object of ours, and no error.
__attribute__((no_sanitize("address"))) std::optional<std::uint32_t> RuleTimes::rule_of_condition(
    const ucontext_t& at) const {
  std::optional<std::uint32_t> rule;
  const auto take = [&](std::uintptr_t word) { return (rule = rule_at(word)).has_value(); };
  if (any_register(at, take)) return rule;
  const std::uintptr_t top = stack_of(at);
  if (top >= stack_ || stack_ - top > kDeepestStack) return std::nullopt;
  for (std::uintptr_t place = top & ~(sizeof(void*) - 1); place < stack_; place += sizeof(void*))
    if (take(*reinterpret_cast<const std::uintptr_t*>(place))) return rule;
  return std::nullopt;
}

std::optional<std::uint32_t> RuleTimes::rule_at(std::uintptr_t code) const {
  const auto after =
      std::ranges::upper_bound(code_, code, {}, &std::pair<std::uintptr_t, std::uintptr_t>::first);
  if (after == code_.begin() || code >= std::prev(after)->second) return std::nullopt;
  return static_cast<std::uint32_t>(after - code_.begin() - 1);
}

std::vector<SlowRule> RuleTimes::slower_than(std::chrono::milliseconds least) const {
  std::vector<SlowRule> slow;
  if (ticks_ * kTick < static_cast<std::uint64_t>(least.count())) return slow;
  const auto add = [&](std::uint32_t ticks, const YR_RULE& rule, const char* part) {
    if (ticks > 0 && ticks * kTick >= static_cast<std::uint64_t>(least.count()))
      slow.push_back({rule.identifier, rule.ns->name, part, ticks * kTick});
  };
  for (std::size_t i = 0; i < of_strings_.size(); ++i) {
    const YR_STRING& string = rules_.strings_table[i];
    add(of_strings_[i], rules_.rules_table[string.rule_idx], string.identifier);
  }
  for (std::size_t i = 0; i < of_conditions_.size(); ++i)
    add(of_conditions_[i], rules_.rules_table[i], "condition");
  std::ranges::stable_sort(slow, std::ranges::greater{}, &SlowRule::milliseconds);
  return slow;
}

}  // namespace firsthour::triage
