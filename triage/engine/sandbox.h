// SPDX-License-Identifier: Apache-2.0
// A worker reads what hostile people wrote, by libraries that were not written against them. So it can do
// nothing but compute: no file opened, nothing written, no network, no program, no memory made executable.
#pragma once

#include "casefile/result.h"

#include <cstdint>

namespace firsthour::triage {

// Shuts the calling process in, for good. Descriptors it has stay usable (read, mmap, sendmsg, recvmsg).
// A system call outside the list fails with EPERM. `memory` is how much it may allocate from here on, in
// bytes. unsupported when the kernel has no seccomp filters: then the process is as free as before. REQUIRES:
// every other thread runs, not only is started: the C library ends a process whose new thread is refused what
// it needs.
[[nodiscard]] Result<> enter_sandbox(std::uint64_t memory);

}  // namespace firsthour::triage
