// SPDX-License-Identifier: Apache-2.0
// What a collector's process does to be no burden and no danger: low priority, ceilings, no core file, and
// signals that end it in good order.
#pragma once

#include "casefile/descriptor.h"

#include <atomic>
#include <thread>

namespace firsthour::collectors {

// Lowest best-effort I/O, nice 5, at most 1 GiB of address space beyond what is mapped, no core file, umask
// 077, SIGPIPE ignored. What the system refuses stays as it is. Not lower yet: a miner on every core would
// keep the volatile set, a third of a second of work, waiting for minutes, and what is volatile changes
// meanwhile.
void be_modest();
// Once the volatile set is taken: idle I/O class, nice 19, for the calling thread.
void be_idle();

// SIGINT, SIGTERM and SIGHUP set `stop` instead of ending the process; a second one, half a second later or
// more (terminals and guardians deliver the same one twice), ends it at once with exit code 130. Made before
// any other thread: threads inherit the blocked signals.
class StopSignals {
 public:
  explicit StopSignals(std::atomic<bool>& stop);
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

 private:
  void wait(std::atomic<bool>& stop);

  Descriptor signals_, ending_;
  std::thread thread_;
};

}  // namespace firsthour::collectors
