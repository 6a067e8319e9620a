// SPDX-License-Identifier: Apache-2.0
// Hands targets to workers and takes their answers. A worker that takes too long is killed, one that dies is
// replaced: it costs the target that it was at, never another.
#pragma once

#include "casefile/result.h"
#include "triage/engine/examine.h"
#include "triage/engine/targets.h"
#include "triage/engine/worker.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

namespace firsthour::triage {

struct PoolSettings {
  unsigned workers = 1;
  std::chrono::seconds item_time{60};  // for the first 256 MiB of a target; as much again for each further
  WorkerSettings worker;
  // Asked about five times a second; false stops.
  std::function<bool()> go_on;
};

// Called once for each place, with the message of its examination, in the order in which they are ready.
using TakeAnswer = std::function<Result<>(std::uint64_t place, std::string_view examination)>;

// Examines the targets at `places`, in that order. interrupted when go_on said so.
// REQUIRES: no other thread runs (workers are forked).
[[nodiscard]] Result<> examine_all(const Targets& targets, std::span<const std::uint64_t> places, bool alone,
                                   const Detectors& detectors, Claims& claims, const PoolSettings& settings,
                                   const TakeAnswer& take);

// How long a target of this size may take.
[[nodiscard]] std::chrono::milliseconds time_for(std::uint64_t size, std::chrono::seconds item_time);

}  // namespace firsthour::triage
