// SPDX-License-Identifier: Apache-2.0
// The kernel's own log since boot, read without taking anything out of it.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct KernelLog {
  std::string text;  // records of /dev/kmsg (Documentation/ABI/testing/dev-kmsg), or "<6>[time] text" lines
  std::string_view from;  // "/dev/kmsg", or "syslog(2)" where there is no such device
  bool cut = false;       // longer than the limit: the oldest part is here
};

// Of the running kernel only (Host::live()). /dev/kmsg is opened when it is the kernel's log device and not a
// file of that name; a descriptor of its own has its own place in the log, so no other reader loses a line.
// Else syslog(2) with the action that reads all and clears nothing.
[[nodiscard]] Result<KernelLog> read_kernel_log(std::uint64_t limit);

}  // namespace firsthour::collectors
