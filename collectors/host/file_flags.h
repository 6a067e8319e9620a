// SPDX-License-Identifier: Apache-2.0
// What lsattr shows: flags that keep a file from being changed, also by root. By statx(2), which opens
// nothing; FS_IOC_GETFLAGS would need the file open.
#pragma once

#include "collectors/host.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

// Of "immutable" "append" "nodump" "compressed" "encrypted" "verity", those that are set. Absent where the
// file system does not say (Linux before 4.11; the flags of each file system came later). `path` has no
// symlink among its folders; a last one is not followed.
[[nodiscard]] std::optional<std::vector<std::string>> file_flags(const Host& host, const std::string& path);

}  // namespace firsthour::collectors
