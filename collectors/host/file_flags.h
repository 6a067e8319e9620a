// SPDX-License-Identifier: Apache-2.0
// What lsattr shows: flags that keep a file from being changed, also by root. By statx(2), which opens
// nothing; where it says nothing at all (Linux before 4.11), by FS_IOC_GETFLAGS, which needs the file open.
#pragma once

#include "collectors/host.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::collectors {

// Of "immutable" "append" "nodump" "compressed" "encrypted" "verity", those that are set. Absent where the
// file system does not say (its flags came to statx later than statx). `path` has no symlink among its
// folders; a last one is not followed.
[[nodiscard]] std::optional<std::vector<std::string>> file_flags(const Host& host, const std::string& path);

// The older way by itself: regular files and folders that we may open.
[[nodiscard]] std::optional<std::vector<std::string>> file_flags_by_ioctl(const Host& host,
                                                                          const std::string& path);

}  // namespace firsthour::collectors
