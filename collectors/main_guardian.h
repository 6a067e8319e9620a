// SPDX-License-Identifier: Apache-2.0
// The collector's work is done in a forked image of the program, and a guardian waits for it: a thread that
// hangs in the kernel keeps its process from ending, whatever signal it gets, and with it the shell or the
// pipe that waits for that process. The guardian does not wait: it takes the exit code and goes.
#pragma once

#include "casefile/descriptor.h"

#include <functional>

namespace firsthour::collectors {

// The way out for a process in which a thread hangs.
class Farewell {
 public:
  explicit Farewell(Descriptor to) : to_{std::move(to)} {}
  // Gives up the standard streams, tells the guardian the exit code, and ends as far as the kernel lets it.
  [[noreturn]] void end(int code) const;

 private:
  Descriptor to_;
};

// Runs `work` in a child and returns its exit code (128 + signal when it was killed). SIGINT, SIGTERM and
// SIGHUP are passed on; a guardian that is killed takes the child with it. REQUIRES: no other thread yet.
// Where no process can be made, `work` runs here.
[[nodiscard]] int run_guarded(const std::function<int(const Farewell&)>& work);

}  // namespace firsthour::collectors
