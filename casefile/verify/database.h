// SPDX-License-Identifier: Apache-2.0
// case.sqlite, opened so that nothing is written beside it, and read row by row.
#pragma once

#include "casefile/verify/file.h"
#include "casefile/verify/words.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

namespace firsthour::verify {

// The answer to one query. A view is good until the next step.
class Rows {
 public:
  Rows(sqlite3* database, const std::string& query);
  // False at the end, and when SQLite cannot go on: then `failure` says why.
  bool step();
  [[nodiscard]] const std::optional<Words>& failure() const { return failure_; }
  // What a column must be: of any other type it is nothing.
  [[nodiscard]] std::optional<std::int64_t> integer(int column) const;
  [[nodiscard]] std::optional<std::string_view> text(int column) const;
  [[nodiscard]] std::optional<std::string_view> blob(int column) const;
  void bind(int parameter, std::int64_t value);
  void bind(int parameter, std::string_view text);
  void again();  // for other parameters

 private:
  struct Free {
    void operator()(sqlite3_stmt* statement) const noexcept;
  };
  sqlite3* database_;
  std::unique_ptr<sqlite3_stmt, Free> statement_;
  std::optional<Words> failure_;
};

class Database {
 public:
  // With a journal beside it the ledger is copied to $TMPDIR and rolled back there; else it is read where it
  // is.
  static Result<Database> open(const Folder& folder, const std::string& path, bool journal);
  [[nodiscard]] Rows rows(const std::string& query) const { return {handle_.get(), query}; }
  // What SQLite's own check and the comparison of the schema find; nothing when all is as it must be.
  [[nodiscard]] std::optional<Words> structure() const;

 private:
  struct Free {
    void operator()(sqlite3* handle) const noexcept;
  };
  std::unique_ptr<sqlite3, Free> handle_;
};

// What the first 100 bytes of the file say.
struct DatabaseHeader {
  bool ours = false;  // SQLite 3, rollback journal, UTF-8, our application id
  std::uint32_t version = 0;
};
[[nodiscard]] DatabaseHeader read_database_header(std::string_view file);

}  // namespace firsthour::verify
