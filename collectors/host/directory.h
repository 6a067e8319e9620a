// SPDX-License-Identifier: Apache-2.0
// A folder's entries straight from getdents64(2): names as bytes, in the kernel's order.
#pragma once

#include "casefile/result.h"
#include "collectors/host.h"
#include "collectors/host/directory_buffer.h"

#include <functional>
#include <span>
#include <vector>

namespace firsthour::collectors {

// Appends the entries of one filled buffer, without "." and "..". Total: `malformed` on a record that
// does not fit the buffer.
[[nodiscard]] Result<> parse_directory(std::span<const std::byte> records, std::vector<DirectoryEntry>& into);

struct Listing {
  std::vector<DirectoryEntry> entries;
  std::vector<BufferFault> faults;  // what no honest kernel does; at most kMostFaults
};
inline constexpr std::size_t kMostFaults = 64;

// One call of getdents64(2): fills the buffer and returns how much of it, 0 at the end, or -1 and errno.
using FillDirectory = std::function<long(std::span<std::byte>)>;
// The buffer is checked (directory_buffer.h) after every call, the last one included.
[[nodiscard]] Result<Listing> read_directory(const FillDirectory& fill);
// REQUIRES: `fd` is a folder open for reading.
[[nodiscard]] Result<Listing> read_directory(int fd);

}  // namespace firsthour::collectors
