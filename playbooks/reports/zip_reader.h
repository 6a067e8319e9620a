// SPDX-License-Identifier: Apache-2.0
// A ZIP archive of someone else: a customer's Word template. Total and bounded; nothing is written to a disk,
// so names are names only. Own code beside libarchive, since parts that are not touched have to be copied as
// they were packed, which libarchive cannot; and its header belongs to casefile/pack.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct ZipEntry {
  std::string name;
  std::string_view packed;  // in the archive's bytes
  std::uint16_t method = 0, flags = 0;
  std::uint32_t crc = 0, size = 0;
};

// By the central directory. At most 4,096 entries; no ZIP64, no encryption, no name twice.
[[nodiscard]] Result<std::vector<ZipEntry>> read_zip(std::string_view archive);
// Stored or deflated; what unpacks to more than `limit` or to another checksum is refused.
[[nodiscard]] Result<std::string> unpacked(const ZipEntry& entry, std::size_t limit);

}  // namespace firsthour::playbooks
