// SPDX-License-Identifier: Apache-2.0
// The values of a hash database of Berkeley DB (rpm's Packages up to RHEL 8), in either byte order. All pages
// are gone through in file order, so that no bucket that leads nowhere hides a package; values that lie on
// their page or on overflow pages. Format: Berkeley DB 4 and 5, dbinc/db_page.h.
#pragma once

#include "collectors/package/page_file.h"

namespace firsthour::collectors {

// Total: fails only when the file is no such database. Chains of overflow pages that form a circle end.
// Values under 8 bytes (rpm's counter of packages) are not handed over.
[[nodiscard]] Result<BlobReading> read_berkeley_hash(OpenFile& file, const BlobVisitor& visit);

}  // namespace firsthour::collectors
