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
// Hands out the entries of each call until the end, or until `take` returns false; returns the faults. The
// buffer is checked (directory_buffer.h) after every call, the last one included.
[[nodiscard]] Result<std::vector<BufferFault>> read_directory(const FillDirectory& fill,
                                                              const Host::TakeEntries& take);
// All at once.
[[nodiscard]] Result<Listing> read_directory(const FillDirectory& fill);

}  // namespace firsthour::collectors
