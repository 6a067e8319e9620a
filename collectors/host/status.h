// SPDX-License-Identifier: Apache-2.0
// statx(2) as FileStatus, without asking a network file system for fresh attributes.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <string>

namespace firsthour::collectors {

// Of `path` below `folder`; an empty path is the descriptor itself. `flags` are those of statx(2).
[[nodiscard]] Result<FileStatus> status_at(int folder, const std::string& path, int flags);

}  // namespace firsthour::collectors
