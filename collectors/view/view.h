// SPDX-License-Identifier: Apache-2.0
// Collectors that take the same fact by several routes. What differs still after a second look is a
// host.cross_view record; that a comparison was made, a host.cross_check record (cross_check.h).
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// Processes: the listing of /proc, a procfs of our own, system calls over all PIDs, and who else names them.
[[nodiscard]] SourceOutcome collect_process_views(Context& context);
// Mounts over /proc/PID in every mount namespace, and over what tells of the kernel in the first.
[[nodiscard]] SourceOutcome collect_mount_views(Context& context);
// Sockets: the dump of sock_diag, the texts of /proc/net, an exact question, and who holds them.
[[nodiscard]] SourceOutcome collect_socket_views(Context& context);
// What the buffers and link counts of all listings so far showed, with a look at likely hiding places.
[[nodiscard]] SourceOutcome collect_directory_views(Context& context);
// The same of the folders walked since.
[[nodiscard]] SourceOutcome collect_walk_views(Context& context);

}  // namespace firsthour::collectors
