// SPDX-License-Identifier: Apache-2.0
// A ZIP archive of stored files (APPNOTE 6.3.9, method 0), the container of docx (ECMA-376 part 2).
//
// Own code, since a report made again must give the same bytes: libarchive writes local times, extra fields
// and version bytes that change with its release, and its header belongs to casefile/pack. Every entry has
// the fixed date 1980-01-01 00:00 and no extra field. Not compressed: a document is some hundred kilobytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::playbooks {

class ZipWriter {
 public:
  // `name`: ASCII, with '/' between folders. REQUIRES: all files together stay below 2 GiB.
  void add(std::string name, std::string_view bytes);
  // The whole archive; the writer is empty afterwards.
  [[nodiscard]] std::string finish();

 private:
  std::string data_, directory_;
  unsigned count_ = 0;
};

}  // namespace firsthour::playbooks
