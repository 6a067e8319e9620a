// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/rpm_database.h"

#include "collectors/package/berkeley_hash.h"
#include "collectors/package/ndb_packages.h"
#include "collectors/package/rpm_header.h"
#include "collectors/package/sqlite_table.h"

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

constexpr std::array<const char*, 2> kFolders{"/var/lib/rpm", "/usr/lib/sysimage/rpm"};
constexpr std::array<const char*, 3> kNames{"/rpmdb.sqlite", "/Packages.db", "/Packages"};

Result<BlobReading> read_blobs(const Host& host, const std::string& path, const BlobVisitor& visit) {
  const auto file = host.open(path);
  if (!file) return tl::unexpected<Error>{file.error()};
  if (path.ends_with("/Packages.db")) return read_ndb_packages(**file, visit);
  if (path.ends_with("/Packages")) return read_berkeley_hash(**file, visit);
  std::unique_ptr<OpenFile> log;
  if (auto opened = host.open(path + "-wal")) log = std::move(*opened);
  std::string misshapen;
  auto reading =
      read_sqlite_table(**file, log.get(), "Packages", [&](std::int64_t, std::span<const std::byte> record) {
        const auto row = parse_sqlite_record(record, 2);
        if (row && row->size() == 2 && (*row)[1].kind == SqliteValue::Kind::blob)
          return visit((*row)[1].bytes);
        misshapen = "a row without a package";
        return true;
      });
  if (reading && reading->problem.empty()) reading->problem = misshapen;
  return reading;
}

}  // namespace

std::vector<std::string> rpm_databases(const Host& host) {
  std::vector<std::string> found;
  std::vector<std::pair<std::uint64_t, std::uint64_t>> known;  // one folder is often a link to the other
  for (const char* folder : kFolders) {
    for (const char* name : kNames) {
      const std::string path = std::string{folder} + name;
      const auto status = host.status(path, true);
      if (!status || !status->is_regular() || status->facts.size == 0) continue;
      const std::pair id{status->facts.device, status->facts.inode};
      if (std::find(known.begin(), known.end(), id) != known.end()) continue;
      known.push_back(id);
      found.push_back(path);
    }
  }
  return found;
}

PackageReading read_rpm_packages(const Host& host, const PackageVisitor& visit) {
  PackageReading result;
  std::string newest;
  Instant changed{};
  for (const std::string& path : rpm_databases(host)) {
    const auto status = host.status(path, true);
    const Instant modified = status ? status->facts.modified.value_or(Instant{}) : Instant{};
    if (!newest.empty() && modified <= changed) continue;
    newest = path;
    changed = modified;
  }
  if (newest.empty()) return result;
  const auto reading = read_blobs(host, newest, [&](std::span<const std::byte> blob) {
    auto package = parse_rpm_header(blob);
    if (!package) {
      result.problem = newest + ": " + package.error().what;
      return true;
    }
    ++result.packages;
    return visit(*package);
  });
  if (!reading)
    result.problem = newest + ": " + reading.error().what;
  else if (!reading->problem.empty())
    result.problem = newest + ": " + reading->problem;
  return result;
}

}  // namespace firsthour::collectors
