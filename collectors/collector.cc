// SPDX-License-Identifier: Apache-2.0
#include "collectors/collector.h"

namespace firsthour::collectors {

bool Context::stopping() const {
  if (stop != nullptr && stop->load(std::memory_order_relaxed)) return true;
  // A deadline that was never set is the clock's epoch, long past: no deadline.
  return deadline != std::chrono::steady_clock::time_point{} && std::chrono::steady_clock::now() >= deadline;
}

}  // namespace firsthour::collectors
