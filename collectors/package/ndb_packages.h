// SPDX-License-Identifier: Apache-2.0
// rpm's own "ndb" database, Packages.db (SUSE): little-endian; a header of 32 bytes, pages of 4096 bytes with
// slots of 16 bytes (index of the package, block and count of blocks), blobs in blocks of 16 bytes with a
// head and a tail. Format: rpm's lib/backend/ndb/rpmpkg.c.
#pragma once

#include "collectors/package/page_file.h"

namespace firsthour::collectors {

// Total: fails only when the file is no such database; a slot that leads astray is the reading's problem.
[[nodiscard]] Result<BlobReading> read_ndb_packages(OpenFile& file, const BlobVisitor& visit);

}  // namespace firsthour::collectors
