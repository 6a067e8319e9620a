// SPDX-License-Identifier: Apache-2.0
// The one SQLite file of a case. One connection, used by one thread.
//
// Why its bytes are never opened a second time in this program: closing any descriptor of a file drops
// all POSIX locks the process holds on it, SQLite's included. raw_digest() reads through SQLite's own.
#pragma once

#include "casefile/digest.h"
#include "casefile/freed.h"
#include "casefile/result.h"

#include <sqlite3.h>

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace firsthour {

class Statement {
 public:
  Statement(sqlite3& db, sqlite3_stmt* handle) : db_{&db}, handle_{handle} {}

  // Parameters count from 1. Text and blobs must live until the step.
  Statement& bind(int index, std::uint64_t number);
  Statement& bind_text(int index, std::string_view text);
  Statement& bind_blob(int index, std::string_view bytes);

  [[nodiscard]] Result<bool> step();  // true: there is a row
  [[nodiscard]] Result<> run();       // step to the end and make ready for the next use
  void reset();

  // Columns count from 0; views live until the next step.
  [[nodiscard]] std::int64_t integer(int column) const;
  [[nodiscard]] std::string_view bytes(int column) const;
  [[nodiscard]] bool is_null(int column) const;

 private:
  sqlite3* db_;
  std::unique_ptr<sqlite3_stmt, Freed<sqlite3_finalize>> handle_;
};

struct FileDigest {
  std::uint64_t size = 0;
  Sha256 sha256;
  bool operator==(const FileDigest&) const = default;
};

class Database {
 public:
  enum class Access { read, write, create };
  // Refuses a file that is not a ledger of ours: `malformed`, or `unsupported` for a newer format.
  // Nothing of the file's content but its first 100 bytes is read here.
  [[nodiscard]] static Result<Database> open(const std::string& path, Access access);

  [[nodiscard]] Result<> run(const char* sql);
  [[nodiscard]] Result<Statement> prepare(std::string_view sql) const;
  // One number from a query that gives one.
  [[nodiscard]] Result<std::uint64_t> number(std::string_view sql) const;

  // Of the file as it is now. REQUIRES: inside a read transaction, or no writer about.
  [[nodiscard]] Result<FileDigest> raw_digest() const;
  // A copy of the file's bytes (for a private copy to be rolled back).
  [[nodiscard]] Result<> copy_raw(int to) const;
  // True when the first read said that a journal must be rolled back and this connection may not.
  [[nodiscard]] bool needs_rollback() const;

 private:
  explicit Database(sqlite3* handle) : handle_{handle} {}
  [[nodiscard]] Result<> configure(Access access);
  [[nodiscard]] Result<> check_header() const;
  std::unique_ptr<sqlite3, Freed<sqlite3_close_v2>> handle_;
};

// BEGIN IMMEDIATE … COMMIT; undone when not committed.
class Transaction {
 public:
  [[nodiscard]] static Result<Transaction> begin(Database& db);
  Transaction(Transaction&& other) noexcept : db_{std::exchange(other.db_, nullptr)} {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  [[nodiscard]] Result<> commit();

 private:
  explicit Transaction(Database& db) : db_{&db} {}
  Database* db_;
};

inline constexpr std::uint32_t kApplicationId = 0x46484331;  // "FHC1"
inline constexpr std::uint32_t kFormatVersion = 1;

}  // namespace firsthour
