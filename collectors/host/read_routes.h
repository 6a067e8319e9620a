// SPDX-License-Identifier: Apache-2.0
// The bytes of one file by several system calls, each with a descriptor of its own. A hook lies on the call
// it knows.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct RoutedRead {
  std::string_view route;  // "read" "pread64" "readv" "preadv2" "mmap"
  std::string bytes;
  std::string closed;  // why this route could not be taken; empty when it was
};

// Of the running kernel only (Host::live()). At most `limit` bytes by each route; regular files only, and
// mmap only for those that have a size. Fails when the file cannot be opened.
[[nodiscard]] Result<std::vector<RoutedRead>> read_by_routes(const std::string& path, std::uint64_t limit);

}  // namespace firsthour::collectors
