// SPDX-License-Identifier: Apache-2.0
// A second, small reader of stored ZIP archives, by their central directory; checks every CRC.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::testing {

inline std::uint32_t little_endian(std::string_view bytes, std::size_t at, int count) {
  std::uint32_t value = 0;
  for (int i = count - 1; i >= 0; --i)
    value = value << 8 | static_cast<unsigned char>(bytes.at(at + static_cast<std::size_t>(i)));
  return value;
}

inline std::uint32_t slow_crc32(std::string_view bytes) {
  std::uint32_t crc = 0xFFFFFFFF;
  for (const char c : bytes) {
    crc ^= static_cast<unsigned char>(c);
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? crc >> 1 ^ 0xEDB88320 : crc >> 1;
  }
  return ~crc;
}

// Nothing when the archive is not sound.
inline std::optional<std::map<std::string, std::string>> zip_entries(std::string_view zip) {
  std::map<std::string, std::string> entries;
  const std::size_t end = zip.size() - 22;
  if (zip.size() < 22 || little_endian(zip, end, 4) != 0x06054b50) return std::nullopt;
  const std::uint32_t count = little_endian(zip, end + 10, 2);
  std::size_t at = little_endian(zip, end + 16, 4);
  for (std::uint32_t i = 0; i < count; ++i) {
    if (little_endian(zip, at, 4) != 0x02014b50) return std::nullopt;
    const std::uint32_t size = little_endian(zip, at + 24, 4), length = little_endian(zip, at + 28, 2);
    const std::size_t local = little_endian(zip, at + 42, 4);
    const std::string_view name = zip.substr(at + 46, length), bytes = zip.substr(local + 30 + length, size);
    if (little_endian(zip, local, 4) != 0x04034b50 || zip.substr(local + 30, length) != name)
      return std::nullopt;
    if (slow_crc32(bytes) != little_endian(zip, at + 16, 4)) return std::nullopt;
    entries.emplace(name, bytes);
    at += 46 + length;
  }
  if (at != end) return std::nullopt;
  return entries;
}

}  // namespace firsthour::testing
