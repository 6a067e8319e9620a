// SPDX-License-Identifier: Apache-2.0
#include "collectors/account/login_database.h"

#include "collectors/package/sqlite_table.h"

#include <array>
#include <memory>

namespace firsthour::collectors {
namespace {

using Row = std::vector<SqliteValue>;

std::string text_of(const SqliteValue& value) {
  return value.kind == SqliteValue::Kind::text ? std::string{value.text()} : std::string{};
}

std::optional<Instant> time_of(const SqliteValue& value, std::int64_t nanoseconds) {
  if (value.kind != SqliteValue::Kind::integer || value.integer <= 0) return std::nullopt;
  if (value.integer > INT64_MAX / nanoseconds) return std::nullopt;
  return Instant{value.integer * nanoseconds};
}

// By the numbers of wtmpdb.h.
std::string type_name(const SqliteValue& value) {
  static constexpr std::array<const char*, 4> kNames{"EMPTY", "BOOT_TIME", "RUN_LVL", "USER_PROCESS"};
  if (value.kind != SqliteValue::Kind::integer) return {};
  if (value.integer < 0 || value.integer > 3) return "type " + std::to_string(value.integer);
  return kNames[static_cast<std::size_t>(value.integer)];
}

DatabaseLogin of_wtmpdb(const Row& row) {
  constexpr std::int64_t kMicrosecond = 1000;
  DatabaseLogin login;
  login.type = type_name(row[1]);
  login.user = text_of(row[2]);
  login.time = time_of(row[3], kMicrosecond);
  login.end = time_of(row[4], kMicrosecond);
  login.line = text_of(row[5]);
  login.host = text_of(row[6]);
  login.service = text_of(row[7]);
  return login;
}

DatabaseLogin of_lastlog2(const Row& row) {
  constexpr std::int64_t kSecond = 1'000'000'000;
  DatabaseLogin login;
  login.user = text_of(row[0]);
  login.time = time_of(row[1], kSecond);
  login.line = text_of(row[2]);
  login.host = text_of(row[3]);
  login.service = text_of(row[4]);
  return login;
}

}  // namespace

Result<std::string> read_login_database(const Host& host, const std::string& path, LoginDatabase kind,
                                        const std::function<bool(DatabaseLogin)>& visit) {
  auto file = host.open(path);
  if (!file) return tl::unexpected<Error>{file.error()};
  std::unique_ptr<OpenFile> log;
  if (auto opened = host.open(path + "-wal")) log = std::move(*opened);
  const bool wtmpdb = kind == LoginDatabase::wtmpdb;
  const std::size_t columns = wtmpdb ? 8 : 5;
  std::string misshapen;
  auto reading = read_sqlite_table(**file, log.get(), wtmpdb ? "wtmp" : "Lastlog2",
                                   [&](std::int64_t, std::span<const std::byte> record) {
                                     auto row = parse_sqlite_record(record, columns);
                                     if (!row) {
                                       misshapen = "a row that is none";
                                       return true;
                                     }
                                     row->resize(columns);  // a column added later is absent from older rows
                                     return visit(wtmpdb ? of_wtmpdb(*row) : of_lastlog2(*row));
                                   });
  if (!reading) return tl::unexpected<Error>{reading.error()};
  return reading->problem.empty() ? misshapen : reading->problem;
}

}  // namespace firsthour::collectors
