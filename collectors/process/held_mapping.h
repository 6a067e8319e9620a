// SPDX-License-Identifier: Apache-2.0
// A mapped file as recovery takes it: by its link under /proc/PID/map_files (Linux 3.3 with checkpoint and
// restore, all kernels from 4.3 on; the links are followed for CAP_SYS_ADMIN or CAP_CHECKPOINT_RESTORE only).
#pragma once

#include "casefile/result.h"
#include "collectors/process/mapped_files.h"
#include "collectors/process/process_table.h"
#include "collectors/process/recovery.h"

#include <optional>

namespace firsthour::collectors {

// Nothing when the file has its name yet and is no executable file of shared memory. not_found: the mapping
// has gone, or the kernel has no map_files; denied: see above.
[[nodiscard]] Result<std::optional<HeldFile>> held_mapping(const Host& host, const ProcessEntry& entry,
                                                           const MappedFile& mapped,
                                                           const MountHazards& hazards);

// Without asking the file itself: what the map alone says. The facts are device, inode and nothing else.
[[nodiscard]] HeldFile named_mapping(const ProcessEntry& entry, const MappedFile& mapped);

// Why the content of this mapping is not taken as a file, whoever asks; empty when it is.
[[nodiscard]] std::string_view reason_to_pass_over(const MappedFile& mapped);

}  // namespace firsthour::collectors
