// SPDX-License-Identifier: Apache-2.0
// A ZIP archive of stored files (APPNOTE 6.3.9, method 0), the container of docx (ECMA-376 part 2).
//
// Own code, since a report made again must give the same bytes: libarchive writes local times, extra fields
// and version bytes that change with its release, and its header belongs to casefile/pack. Every entry has
// the fixed date 1980-01-01 00:00 and no extra field. Not compressed: a document is some hundred kilobytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

// CRC-32 of ISO 3309.
[[nodiscard]] std::uint32_t zip_crc32(std::string_view bytes);

class ZipWriter {
 public:
  // `name`: ASCII, with '/' between folders. REQUIRES: all files together stay below 2 GiB.
  void add(std::string name, std::string_view bytes);
  // A file that is compressed already, as it stands in another archive. `flags`: only bit 11 (UTF-8) is kept.
  struct Packed {
    std::string_view bytes;
    std::uint16_t method = 0, flags = 0;
    std::uint32_t crc = 0, size = 0;
  };
  void add(std::string name, const Packed& packed);
  // The whole archive; the writer is empty afterwards.
  [[nodiscard]] std::string finish();

 private:
  std::string data_, directory_;
  unsigned count_ = 0;
};

}  // namespace firsthour::playbooks
