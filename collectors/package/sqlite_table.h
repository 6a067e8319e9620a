// SPDX-License-Identifier: Apache-2.0
// The rows of one table of an SQLite 3 database, with what its write-ahead log adds
// (sqlite.org/fileformat2.html).
//
// Why not SQLite itself: the library would open the path by itself, past the one door to the host, make lock
// and index files beside it, run what a hostile schema says, and put a megabyte into each collector. A
// private copy for sqlite3_deserialize would take as much memory as the database has, hundreds of megabytes.
// To go through one table takes none of it.
#pragma once

#include "collectors/package/page_file.h"

#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// One column of a row. The bytes are the row's.
struct SqliteValue {
  enum class Kind { null, integer, real, text, blob } kind = Kind::null;
  std::int64_t integer = 0;
  std::span<const std::byte> bytes;  // of text and blob
  [[nodiscard]] std::string_view text() const {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
};

// The first `most` columns of a record. Nothing when it is no record. Total.
[[nodiscard]] std::optional<std::vector<SqliteValue>> parse_sqlite_record(std::span<const std::byte> record,
                                                                          std::size_t most);

using SqliteRowVisitor = std::function<bool(std::int64_t rowid, std::span<const std::byte> record)>;

// Rows in order of rowid. `log` is the file with "-wal" behind its name, or null; frames after its last
// commit and of an earlier use do not count. not_found: there is no such table. Trees that form a circle end
// as malformed.
[[nodiscard]] Result<BlobReading> read_sqlite_table(OpenFile& file, OpenFile* log, std::string_view table,
                                                    const SqliteRowVisitor& visit);

}  // namespace firsthour::collectors
