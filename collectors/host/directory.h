// SPDX-License-Identifier: Apache-2.0
// A folder's entries straight from getdents64(2): names as bytes, in the kernel's order.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"

#include <span>
#include <vector>

namespace firsthour::collectors {

// Appends the entries of one filled buffer, without "." and "..". Total: `malformed` on a record that
// does not fit the buffer.
[[nodiscard]] Result<> parse_directory(std::span<const std::byte> records, std::vector<DirectoryEntry>& into);
// REQUIRES: `fd` is a folder open for reading.
[[nodiscard]] Result<std::vector<DirectoryEntry>> read_directory(int fd);

}  // namespace firsthour::collectors
