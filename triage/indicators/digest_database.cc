// SPDX-License-Identifier: Apache-2.0
// NSRL RDS v3. Names of tables and columns are looked up, since releases differ.
#include "casefile/bytes.h"
#include "casefile/freed.h"
#include "triage/indicators/digest_lists.h"

#include <sqlite3.h>

#include <memory>

namespace firsthour::triage {
namespace {

using Database = std::unique_ptr<sqlite3, Freed<sqlite3_close>>;
using Statement = std::unique_ptr<sqlite3_stmt, Freed<sqlite3_finalize>>;

Result<Database> open(const std::string& file) {
  sqlite3* raw = nullptr;
  const int error = sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, nullptr);
  Database database{raw};
  if (error != SQLITE_OK) return fail(Errc::malformed, file + ": " + sqlite3_errstr(error));
  // The file is not ours: its schema runs no functions, and its pages are checked.
  sqlite3_db_config(raw, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(raw, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_exec(raw, "PRAGMA cell_size_check=ON", nullptr, nullptr, nullptr);
  return database;
}

Result<Statement> prepare(sqlite3* database, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  if (sqlite3_prepare_v2(database, sql.c_str(), -1, &raw, nullptr) != SQLITE_OK)
    return fail(Errc::malformed, sqlite3_errmsg(database));
  return Statement{raw};
}

std::string text_at(sqlite3_stmt* row, int column) {
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(row, column));
  return text ? std::string{text, static_cast<std::size_t>(sqlite3_column_bytes(row, column))} : "";
}

std::string quoted(const std::string& name) {
  std::string text = "\"";
  for (const char c : name) text += c == '"' ? "\"\"" : std::string(1, c);
  return text + "\"";
}

struct Column {
  std::string table, name;
};

// Tables before views: a view of RDS joins what a table has already.
Result<Column> column_for(sqlite3* database, Algorithm algorithm) {
  auto found = prepare(
      database,
      "SELECT m.name, p.name FROM sqlite_master m JOIN pragma_table_info(m.name) p "
      "WHERE m.type IN ('table','view') AND replace(lower(p.name),'-','') = ?1 ORDER BY m.type, m.name");
  if (!found) return tl::unexpected{found.error()};
  const std::string wanted{name_of(algorithm)};
  sqlite3_bind_text(found->get(), 1, wanted.c_str(), -1, SQLITE_TRANSIENT);
  if (sqlite3_step(found->get()) != SQLITE_ROW)
    return fail(Errc::unsupported, "no table has a column " + wanted);
  return Column{text_at(found->get(), 0), text_at(found->get(), 1)};
}

}  // namespace

bool is_sqlite_file(const std::string& file) {
  auto source = open_source(file);
  std::byte head[16];
  std::size_t got = 0;
  while (source && got < sizeof head) {
    const auto more = (*source)->read({head + got, sizeof head - got});
    if (!more || *more == 0) break;
    got += *more;
  }
  return std::string_view{reinterpret_cast<const char*>(head), got} ==
         std::string_view{"SQLite format 3\0", 16};
}

Result<> each_database_digest(const std::string& file, Algorithm algorithm, const TakeDigest& take) {
  auto database = open(file);
  if (!database) return tl::unexpected{database.error()};
  const auto column = column_for(database->get(), algorithm);
  if (!column) return fail(file, column.error());
  auto rows = prepare(database->get(), "SELECT " + quoted(column->name) + " FROM " + quoted(column->table));
  if (!rows) return fail(file, rows.error());
  for (;;) {
    const int step = sqlite3_step(rows->get());
    if (step == SQLITE_DONE) return {};
    if (step != SQLITE_ROW) return fail(Errc::malformed, file + ": " + sqlite3_errmsg(database->get()));
    if (!take(text_at(rows->get(), 0))) return {};
  }
}

}  // namespace firsthour::triage
