// SPDX-License-Identifier: Apache-2.0
// Runs the chosen sources one after the other, in order of volatility: each under its deadline, each in a
// thread of its own, so that one that hangs in a read is given up and the others still come.
#pragma once

#include "casefile/output.h"
#include "collectors/care/care.h"
#include "collectors/collector.h"
#include "collectors/main_documents.h"
#include "collectors/main_talk.h"

#include <chrono>
#include <span>
#include <thread>

namespace firsthour::collectors {

struct SourceSetting {
  Care& care;
  const Output& output;
  Talk& talk;
  Ceilings ceilings;                               // from the end of the volatile set on
  std::chrono::minutes longest, longest_image;     // that one source may take; the image of memory
  std::chrono::steady_clock::time_point deadline;  // of all; the epoch = none
  // A single call into the kernel that takes longer will not return in time to be of use: the busiest disk
  // answers within seconds.
  std::chrono::seconds patience{20};
};

class SourceRuns {
 public:
  explicit SourceRuns(const SourceSetting& setting) : set_{setting} {}

  // Fills `sources` and `not_run` of the outcome. Leaves the whole run's deadline in the context.
  void run(std::span<const Collector* const> sources, Context& context, OutcomeFacts& outcome);
  // A source that hangs holds the writer: nothing can be added to the collection any more.
  [[nodiscard]] bool cut_short() const { return cut_short_; }

 private:
  [[nodiscard]] bool over(const Context& context) const;
  [[nodiscard]] SourceRun run_one(const Collector& collector, Context& context);
  [[nodiscard]] SourceOutcome watched(const Collector& collector, Context& context);
  [[nodiscard]] SourceOutcome given_up(std::thread::id thread, const Care::Stuck& stuck, Context& context);

  SourceSetting set_;
  bool cut_short_ = false;
};

}  // namespace firsthour::collectors
