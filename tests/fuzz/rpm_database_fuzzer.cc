// SPDX-License-Identifier: Apache-2.0
// rpm's databases in their three forms, and the headers in them. The first byte chooses: a header, or the
// form of a database.
#include "collectors/package/berkeley_hash.h"
#include "collectors/package/ndb_packages.h"
#include "collectors/package/rpm_header.h"
#include "collectors/package/sqlite_table.h"
#include "tests/support/memory_file.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  if (size == 0) return 0;
  const auto bytes = std::as_bytes(std::span{data, size}).subspan(1);
  firsthour::tests::MemoryFile file{bytes};
  std::size_t seen = 0;
  const auto visit = [&](std::span<const std::byte> blob) {
    static_cast<void>(parse_rpm_header(blob));
    return ++seen < 1000;
  };
  switch (data[0]) {
    case 'h':
      if (const auto package = parse_rpm_header(bytes))
        for (const PackageFile& each : package->files)
          if (each.path.front() != '/' || each.path.size() > 8192) std::abort();
      break;
    case 'n':
      static_cast<void>(read_ndb_packages(file, visit));
      break;
    case 'b':
      static_cast<void>(read_berkeley_hash(file, visit));
      break;
    default:
      // The database is its own log too: only one of the two can be well formed, the other must do no harm.
      static_cast<void>(
          read_sqlite_table(file, data[0] == 'w' ? &file : nullptr, "Packages", [&](auto, auto record) {
            if (const auto row = parse_sqlite_record(record, 4))
              for (const SqliteValue& value : *row) visit(value.bytes);
            return ++seen < 1000;
          }));
  }
  return 0;
}
