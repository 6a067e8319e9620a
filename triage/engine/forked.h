// SPDX-License-Identifier: Apache-2.0
// A forked copy of this process that keeps nothing open but its end of a socket.
#pragma once

#include "casefile/descriptor.h"
#include "casefile/result.h"

#include <sys/types.h>

#include <functional>

namespace firsthour::triage {

struct WorkerProcess {
  pid_t pid = -1;
  Descriptor socket;
};

inline constexpr int kWorkerSocket = 3;  // of the worker; its standard streams are /dev/null

// `work` runs in the copy, which ends with 0 when it returns, and is killed when this process ends.
// REQUIRES: the calling process has no other threads that hold locks.
[[nodiscard]] Result<WorkerProcess> fork_worker(const std::function<void()>& work);

}  // namespace firsthour::triage
