// SPDX-License-Identifier: Apache-2.0
// What a buffer of getdents64(2) betrays. Two things hold for every honest kernel and file system, since all
// go through one function (fs/readdir.c, filldir64): a record is exactly as long as its name needs, rounded
// up to eight bytes; and nothing is written behind the returned length. Who hides an entry by merging it into
// the record before it breaks the first; who moves the later records over it breaks the second. Either way
// the hidden name is often still there to read.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

enum class BufferFaultKind {
  record_length,    // a record longer than its name needs
  bytes_after_end,  // bytes behind the returned length were written
};
[[nodiscard]] std::string_view name_of(BufferFaultKind kind);

struct BufferFault {
  BufferFaultKind kind;
  std::size_t offset = 0, bytes = 0;  // where the slack begins in the buffer, and how much of it was written
  std::vector<std::string> names;     // of whole records in the slack; bytes, at most 16
};

// `buffer` was filled with `pattern` before the call, which returned `filled`. Total; at most 16 faults.
[[nodiscard]] std::vector<BufferFault> check_directory_buffer(std::span<const std::byte> buffer,
                                                              std::size_t filled, std::byte pattern);

}  // namespace firsthour::collectors
