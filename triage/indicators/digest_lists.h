// SPDX-License-Identifier: Apache-2.0
// Digests out of lists: sha256sum, sha1sum and md5sum ("HEX  name", "\\HEX …", BSD's "ALG (name) = HEX"),
// hashdeep
// ("size,md5,sha256,name" with its %%%% head), one digest a line, and NSRL RDS v3 databases.
#pragma once

#include "casefile/digest.h"
#include "casefile/result.h"
#include "triage/triage.h"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

// Lower- or upper-case hex as it stands there; false stops.
using TakeDigest = std::function<bool(std::string_view hex)>;

// Each digest of 16, 20 or 32 bytes in the file. Lines that hold none are a problem, the first hundred of
// them each.
[[nodiscard]] Result<> each_listed_digest(const std::string& file, std::vector<RuleProblem>& problems,
                                          const TakeDigest& take);

[[nodiscard]] bool is_sqlite_file(const std::string& file);
// The column that is called after the algorithm, in whatever table or view has one (RDS v3: FILE, METADATA).
// unsupported when there is none.
[[nodiscard]] Result<> each_database_digest(const std::string& file, Algorithm algorithm,
                                            const TakeDigest& take);

}  // namespace firsthour::triage
