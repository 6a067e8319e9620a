// SPDX-License-Identifier: Apache-2.0
// Hands targets to workers and takes their answers. A worker that takes too long is killed, one that dies is
// replaced: it costs the target that it was at, never another.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/engine/worker.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

namespace firsthour::triage {

struct PoolSettings {
  unsigned workers = 1;
  WorkerSettings worker;
  // Asked about five times a second while work is waited for; false stops.
  std::function<bool()> go_on;
};

// Called once for each assignment, with the message of its examination, in the order in which they are ready.
using TakeAnswer = std::function<Result<>(std::uint64_t place, std::string_view examination)>;

// REQUIRES: no other thread of the process runs when a worker is forked, that is in start() and offer().
// After a failure nothing but the destructor is called.
class Pool {
 public:
  // `detectors` and `claims` outlive it. io when workers end as soon as they start.
  [[nodiscard]] static Result<std::unique_ptr<Pool>> start(const Detectors& detectors, Claims& claims,
                                                           PoolSettings settings, TakeAnswer take);
  virtual ~Pool() = default;
  // Waits while all workers have enough in hand. interrupted when go_on said so.
  [[nodiscard]] virtual Result<> offer(Assignment assignment, Descriptor content) = 0;
  // Waits until everything offered is answered.
  [[nodiscard]] virtual Result<> finish() = 0;
};

// How long a target of this size may take: as much again for each 256 MiB.
[[nodiscard]] std::chrono::milliseconds time_for(std::uint64_t size, std::chrono::seconds item_time);

}  // namespace firsthour::triage
