// SPDX-License-Identifier: Apache-2.0
// One record of getdents64(2): u64 inode, s64 offset, u16 length, u8 type, name ending in NUL.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>

namespace firsthour::collectors {

struct DirectoryRecord {
  std::uint64_t inode = 0;
  std::size_t length = 0;  // as the record says; at least 20, at most what is left of the buffer
  std::uint8_t type = 0;   // DT_*
  std::string_view name;   // into the buffer; to the NUL, or to the record's end when there is none
};

inline constexpr std::size_t kDirectoryNameAt = 19;

// What a record with this name takes: the kernel rounds up to eight bytes.
[[nodiscard]] constexpr std::size_t directory_record_length(std::size_t name) {
  return (kDirectoryNameAt + name + 1 + 7) & ~std::size_t{7};
}

// The record at the start of `records`; absent when none fits there.
[[nodiscard]] inline std::optional<DirectoryRecord> first_directory_record(
    std::span<const std::byte> records) {
  if (records.size() < kDirectoryNameAt + 1) return std::nullopt;
  DirectoryRecord record;
  std::uint16_t length = 0;
  std::memcpy(&record.inode, records.data(), sizeof record.inode);
  std::memcpy(&length, records.data() + 16, sizeof length);
  std::memcpy(&record.type, records.data() + 18, sizeof record.type);
  record.length = length;
  if (length < kDirectoryNameAt + 1 || length > records.size()) return std::nullopt;
  const auto field = records.subspan(kDirectoryNameAt, length - kDirectoryNameAt);
  const auto end = std::find(field.begin(), field.end(), std::byte{0});
  record.name = {reinterpret_cast<const char*>(field.data()), static_cast<std::size_t>(end - field.begin())};
  return record;
}

}  // namespace firsthour::collectors
