// SPDX-License-Identifier: Apache-2.0
// Archives for tests: by libarchive's writers, and where it has none by the bytes of the format.
#pragma once

#include "tests/unit/triage/unfold/collected.h"

#include <archive.h>
#include <archive_entry.h>
#include <gtest/gtest.h>
#include <zlib.h>

#include <cstdint>
#include <functional>
#include <map>
#include <string>

namespace firsthour::triage {

inline std::string made(const Files& files, const std::function<void(archive*)>& set_up) {
  std::size_t used = 0, room = 1U << 20U;
  for (const auto& [name, text] : files) room += 2 * text.size();
  std::string bytes(room, '\0');
  archive* const writer = archive_write_new();
  set_up(writer);
  EXPECT_EQ(archive_write_open_memory(writer, bytes.data(), bytes.size(), &used), ARCHIVE_OK);
  for (const auto& [name, text] : files) {
    archive_entry* const entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    EXPECT_EQ(archive_write_header(writer, entry), ARCHIVE_OK) << archive_error_string(writer);
    EXPECT_EQ(archive_write_data(writer, text.data(), text.size()), static_cast<la_ssize_t>(text.size()));
    archive_entry_free(entry);
  }
  archive_write_close(writer);
  archive_write_free(writer);
  bytes.resize(used);
  return bytes;
}

inline std::string little(std::uint64_t value, unsigned bytes) {
  std::string text;
  for (unsigned i = 0; i < bytes; ++i, value >>= 8) text.push_back(static_cast<char>(value));
  return text;
}

inline std::uint32_t crc_of(const std::string& text) {
  return static_cast<std::uint32_t>(
      ::crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())));
}

inline std::string gzipped(const std::string& text) {
  return made({{"x", text}},
              [](archive* a) { archive_write_add_filter_gzip(a), archive_write_set_format_raw(a); });
}

// A RAR 5 file with one stored member; `extra` is its extra area. There is no free writer.
inline std::string stored_rar5(const std::string& name, const std::string& data,
                               const std::string& extra = "") {
  const auto header = [](const std::string& body) {
    const std::string sized = std::string{static_cast<char>(body.size())} + body;
    return little(crc_of(sized), 4) + sized;
  };
  const char size = static_cast<char>(data.size());
  std::string body{"\x02", 1};  // a file
  body += extra.empty() ? '\x02' : '\x03';
  if (!extra.empty()) body += static_cast<char>(extra.size());
  body += size;
  body += '\x04';  // its sum is there
  body += size;
  body += '\x20' + little(crc_of(data), 4) + std::string{"\x00\x01", 2};  // stored, of a Unix
  body += static_cast<char>(name.size()) + name + extra;
  return "Rar!\x1a\x07" + std::string{"\x01\x00", 2} + header(std::string{"\x01\x00\x00", 3}) + header(body) +
         data + header(std::string{"\x05\x00\x00", 3});
}

}  // namespace firsthour::triage
