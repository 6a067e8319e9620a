// SPDX-License-Identifier: Apache-2.0
// Collectors that take the same fact by several routes. What differs still after a second look is a
// host.cross_view record; that a comparison was made, a host.cross_check record (cross_check.h).
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// Processes: the listing of /proc, a procfs of our own, system calls over all PIDs, and who else names them.
[[nodiscard]] SourceOutcome collect_process_views(Context& context);

}  // namespace firsthour::collectors
