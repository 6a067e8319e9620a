// SPDX-License-Identifier: Apache-2.0
// Once sockets and folder are open, a capture needs nothing more of the host: packets come from whoever is on
// the wire, and whatever goes wrong in the library that takes them must reach nothing.
#pragma once

#include "casefile/result.h"

#include <string>
#include <vector>

namespace firsthour::collectors {

// Gives up for good, for the calling thread and those it starts: all capabilities, also what a program could
// regain; and, where the kernel has Landlock, all files outside `folder`. REQUIRES: no other thread yet.
// Returns what was done: "capabilities", "landlock".
[[nodiscard]] Result<std::vector<std::string>> give_up_privileges(int folder);

// For all threads: only the system calls that a capture which is running makes; others fail with EPERM. Files
// are opened relative to `folder` only. Returns "seccomp"; unsupported where the kernel has no filters.
[[nodiscard]] Result<std::string> allow_only_capture(int folder);

}  // namespace firsthour::collectors
