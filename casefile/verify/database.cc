// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/database.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace firsthour::verify {
namespace {

constexpr int kMostValue = 1 << 20;  // an event has at most 65,535 bytes, a note 64 KiB

constexpr std::array<std::array<std::string_view, 3>, 6> kSchema{{
    {"index", "event_type", "CREATE INDEX event_type ON event(type)"},
    {"index", "item_id", "CREATE UNIQUE INDEX item_id ON item(id)"},
    {"table", "checkpoint",
     "CREATE TABLE checkpoint(algorithm TEXT NOT NULL, size INTEGER NOT NULL, edge BLOB NOT NULL, "
     "note TEXT NOT NULL, PRIMARY KEY(algorithm, size)) WITHOUT ROWID"},
    {"table", "event",
     "CREATE TABLE event(seq INTEGER PRIMARY KEY, type TEXT NOT NULL, bytes BLOB NOT NULL)"},
    {"table", "item", "CREATE TABLE item(event INTEGER PRIMARY KEY, id TEXT NOT NULL)"},
    {"table", "object", "CREATE TABLE object(sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL) WITHOUT ROWID"},
}};

std::string with_single_blanks(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool blank = c == ' ' || c == '\n' || c == '\t';
    if (!blank || (!out.empty() && out.back() != ' ')) out += blank ? ' ' : c;
  }
  return out;
}

// A path as a file: URI, where ?, # and % would mean something.
std::string uri_of(const std::string& path, const char* parameters) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string uri = "file:";
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '/' || c == '.' || c == '-' || c == '_';
    uri += plain ? std::string{c} : std::string{'%', kDigits[byte >> 4], kDigits[byte & 15]};
  }
  return uri + parameters;
}

Result<> copy_to(const Folder& folder, const std::string& name, const std::string& target) {
  const auto from = folder.file(name);
  if (!from) return refuse(from.error().why);
  const File to{::open(target.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
  if (to.descriptor() < 0) return refuse("{}: {}", "{}：{}", target, system_words(errno));
  std::string block;
  for (std::uint64_t at = 0;; at += block.size()) {
    if (const auto done = from->read_at(at, 1 << 20, block); !done) return refuse(done.error());
    if (block.empty()) return {};
    for (std::size_t put = 0; put < block.size();) {
      const ssize_t wrote = ::write(to.descriptor(), block.data() + put, block.size() - put);
      if (wrote < 0) return refuse("{}: {}", "{}：{}", target, system_words(errno));
      put += static_cast<std::size_t>(wrote);
    }
  }
}

// A folder of our own for the copy of a ledger; what is in it is removed as soon as SQLite has it open.
class PrivateFolder {
 public:
  PrivateFolder() {
    const char* place = std::getenv("TMPDIR");
    path_ = std::string{place && *place ? place : "/tmp"} + "/firsthour-verify-XXXXXX";
    if (!::mkdtemp(path_.data())) path_.clear();
  }
  ~PrivateFolder() {
    for (const char* name : {"/case.sqlite", "/case.sqlite-journal"}) ::unlink((path_ + name).c_str());
    ::rmdir(path_.c_str());
  }
  PrivateFolder(const PrivateFolder&) = delete;
  PrivateFolder& operator=(const PrivateFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }

 private:
  std::string path_;
};

Words sqlite_words(sqlite3* handle) { return worded(handle ? sqlite3_errmsg(handle) : "out of memory"); }

}  // namespace

void Rows::Free::operator()(sqlite3_stmt* statement) const noexcept { sqlite3_finalize(statement); }
void Database::Free::operator()(sqlite3* handle) const noexcept { sqlite3_close_v2(handle); }

Rows::Rows(sqlite3* database, const std::string& query) : database_{database} {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database, query.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    failure_ = sqlite_words(database);
  statement_.reset(statement);
}

bool Rows::step() {
  if (failure_ || !statement_) return false;
  const int code = sqlite3_step(statement_.get());
  if (code != SQLITE_ROW && code != SQLITE_DONE) failure_ = sqlite_words(database_);
  return code == SQLITE_ROW;
}

std::optional<std::int64_t> Rows::integer(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_INTEGER) return std::nullopt;
  return sqlite3_column_int64(statement_.get(), column);
}

std::optional<std::string_view> Rows::text(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_TEXT) return std::nullopt;
  const auto* bytes = sqlite3_column_text(statement_.get(), column);
  return std::string_view{reinterpret_cast<const char*>(bytes),
                          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::optional<std::string_view> Rows::blob(int column) const {
  if (sqlite3_column_type(statement_.get(), column) != SQLITE_BLOB) return std::nullopt;
  const void* bytes = sqlite3_column_blob(statement_.get(), column);
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
  return size ? std::string_view{static_cast<const char*>(bytes), size} : std::string_view{};
}

void Rows::bind(int parameter, std::int64_t value) { sqlite3_bind_int64(statement_.get(), parameter, value); }

void Rows::bind(int parameter, std::string_view text) {
  sqlite3_bind_text(statement_.get(), parameter, text.data(), static_cast<int>(text.size()),
                    SQLITE_TRANSIENT);
}

void Rows::again() { sqlite3_reset(statement_.get()); }

Result<Database> Database::open(const Folder& folder, const std::string& path, bool journal) {
  std::optional<PrivateFolder> place;
  std::string uri = uri_of(path + "/case.sqlite", "?immutable=1");
  if (journal) {
    place.emplace();
    for (const char* name : {"case.sqlite", "case.sqlite-journal"}) {
      if (const auto done = copy_to(folder, name, place->path() + "/" + name); !done)
        return refuse("cannot copy {} to be rolled back: {}", "无法复制 {} 以便回滚：{}", name, done.error());
    }
    uri = uri_of(place->path() + "/case.sqlite", "");
  }
  sqlite3* handle = nullptr;
  const int flags =
      (journal ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY) | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(uri.c_str(), &handle, flags, nullptr);
  Database database;
  database.handle_.reset(handle);
  if (code != SQLITE_OK) return refuse(sqlite_words(handle));
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMostValue);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  // The first read rolls a journal back; after that the copy needs no name any more.
  for (const char* pragma : {"PRAGMA cell_size_check=ON", "PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY",
                             "SELECT count(*) FROM sqlite_schema"}) {
    if (sqlite3_exec(handle, pragma, nullptr, nullptr, nullptr) != SQLITE_OK)
      return refuse(sqlite_words(handle));
  }
  return database;
}

std::optional<Words> Database::structure() const {
  Rows found = rows("SELECT type, name, sql FROM sqlite_schema ORDER BY type, name");
  std::size_t at = 0;
  for (; found.step(); ++at) {
    if (at >= kSchema.size() || found.text(0) != kSchema[at][0] || found.text(1) != kSchema[at][1] ||
        with_single_blanks(found.text(2).value_or("")) != kSchema[at][2])
      return say("the schema is not that of a case: {}", "数据库结构不是案卷的：{}",
                 shown(found.text(1).value_or("?")));
  }
  if (found.failure()) return found.failure();
  if (at != kSchema.size()) return say("the schema lacks {}", "数据库结构缺少 {}", kSchema[at][1]);
  Rows check = rows("PRAGMA integrity_check(5)");
  while (check.step()) {
    if (check.text(0) != "ok")
      return say("SQLite's integrity check: {}", "SQLite 完整性检查：{}", shown(check.text(0).value_or("?")));
  }
  return check.failure();
}

DatabaseHeader read_database_header(std::string_view file) {
  const auto number = [&](std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(file[at + i]);
    return value;
  };
  constexpr std::uint32_t kUtf8 = 1, kApplication = 0x46484331;  // "FHC1"
  if (file.size() < 100 || !file.starts_with(std::string_view{"SQLite format 3\0", 16})) return {};
  return {file[18] == 1 && file[19] == 1 && number(56) == kUtf8 && number(68) == kApplication, number(60)};
}

}  // namespace firsthour::verify
