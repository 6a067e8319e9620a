// SPDX-License-Identifier: Apache-2.0
// What of a mapped file is in memory, as the process sees it: for where map_files is absent (before
// Linux 4.3) or its links are not followed for us. Only present pages are read; what the process changed for
// itself is changed here, too.
#pragma once

#include "casefile/result.h"
#include "collectors/collector.h"
#include "collectors/process/mapped_files.h"
#include "collectors/process/process_table.h"

#include <cstdint>

namespace firsthour::collectors {

// Adds `item` with the present pages as extents of the file, as `partial` with `why` as the reason. The
// number of bytes; 0: nothing of it is in memory, and nothing was added. Fails, with nothing added, when the
// memory cannot be read or `most` is not enough (no_space).
[[nodiscard]] Result<std::uint64_t> add_mapped_pages(Context& context, const ProcessEntry& entry,
                                                     const MappedFile& mapped, Item item, std::uint64_t most,
                                                     std::string_view why);

}  // namespace firsthour::collectors
