// SPDX-License-Identifier: Apache-2.0
// The collectors of what machine this is, what its clocks say and what is mounted where.
#pragma once

#include "collectors/collector.h"

namespace firsthour::collectors {

// One host.identity record.
[[nodiscard]] SourceOutcome collect_identity(Context& context);
// host.clock records: the real-time clock of the kernel and the battery clock of the board.
[[nodiscard]] SourceOutcome collect_clocks(Context& context);
// host.mount records of every mount namespace that a process lives in.
[[nodiscard]] SourceOutcome collect_mounts(Context& context);
// host.shared_memory records: System V IPC and POSIX message queues of our IPC namespace.
[[nodiscard]] SourceOutcome collect_shared_memory(Context& context);
[[nodiscard]] SourceOutcome collect_block_devices(Context& context);  // host.block_device
[[nodiscard]] SourceOutcome collect_devices(Context& context);        // host.device
[[nodiscard]] SourceOutcome collect_file_systems(Context& context);   // host.file_system
[[nodiscard]] SourceOutcome collect_sessions(Context& context);       // host.session
[[nodiscard]] SourceOutcome collect_units(Context& context);          // host.unit

}  // namespace firsthour::collectors
