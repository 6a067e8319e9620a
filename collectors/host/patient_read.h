// SPDX-License-Identifier: Apache-2.0
// Reads of kernel files that may never return.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <chrono>
#include <cstdint>
#include <string>

namespace firsthour::collectors {

// Reads `path` in a forked image of this program and gives up after `patience` (timed_out). The child is
// killed then and never waited for: a process that hangs in the kernel may ignore SIGKILL. It holds none of
// our descriptors, so that nobody waits for the end of a pipe in vain.
[[nodiscard]] Result<FileBytes> read_in_child(const std::string& path, std::uint64_t limit,
                                              std::chrono::milliseconds patience);

}  // namespace firsthour::collectors
