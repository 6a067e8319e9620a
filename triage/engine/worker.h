// SPDX-License-Identifier: Apache-2.0
// A worker: a forked copy of this process that examines targets in a sandbox, one after the other, until its
// socket is closed.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/engine/forked.h"

#include <atomic>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::triage {

// What a worker is at, in memory that it shares with the scanner.
struct AtWork {
  static constexpr std::uint64_t kIdle = ~std::uint64_t{0};
  std::atomic<std::uint64_t> place{kIdle};
  std::atomic<std::int64_t> since{0};  // CLOCK_MONOTONIC, ns
  std::atomic<std::uint32_t> rule{0};  // RuleSet::rule_at
};

struct WorkerSettings {
  std::uint64_t memory = 3ull << 30U;  // what one worker may allocate
  unsigned helpers = 0;                // threads of its own, for large contents
};

// Forks. The calling process has no other threads that hold locks.
[[nodiscard]] Result<WorkerProcess> start_worker(const Detectors& detectors, Claims& claims, AtWork& at_work,
                                                 const WorkerSettings& settings);

// To a worker: assignments, with one open descriptor each.
[[nodiscard]] std::string to_message(std::span<const Assignment> batch);
// From a worker: one message per examination.
struct Answer {
  std::uint64_t place = 0;
  std::string examination;  // the message of it
};
[[nodiscard]] Result<Answer> answer_from(std::string_view message);

}  // namespace firsthour::triage
