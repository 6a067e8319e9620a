// SPDX-License-Identifier: Apache-2.0
// A procfs of our own, mounted nowhere. What somebody has mounted over /proc, or over /proc/PID, does not
// cover it, and nobody else can see it: it is a descriptor of this process and goes with it.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <memory>

namespace firsthour::collectors {

// Paths are those below /proc ("/1/stat"). `unsupported` before Linux 5.2, `denied` without CAP_SYS_ADMIN or
// in a container whose procfs is masked.
[[nodiscard]] Result<std::unique_ptr<Host>> open_own_procfs();

}  // namespace firsthour::collectors
