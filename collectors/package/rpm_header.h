// SPDX-License-Identifier: Apache-2.0
// One package of an rpm database: a header blob as rpm 4 stores it (lib/header.c: count of index entries,
// length of the data, both big-endian; entries of tag, type, offset, count; the data). Without the lead and
// magic that a package file has in front of it.
#pragma once

#include "casefile/result.h"
#include "collectors/package/package.h"

#include <cstddef>
#include <span>

namespace firsthour::collectors {

// Total. Files that were never installed (documentation left out, files of another architecture) are not
// listed; `malformed` when this is no header or it has no name. A file list whose parts do not fit together
// is malformed as well: half a list would make files look unowned.
[[nodiscard]] Result<Package> parse_rpm_header(std::span<const std::byte> blob);

}  // namespace firsthour::collectors
