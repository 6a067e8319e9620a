// SPDX-License-Identifier: Apache-2.0
#include "casefile/store/database.h"

#include "casefile/encoding.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <vector>

namespace firsthour {
namespace {

constexpr int kBusyMilliseconds = 10'000;
constexpr std::size_t kHeaderLength = 100, kReadLength = 1 << 20;

// SQLite forgets the errno of a write once it has rolled back; its files remember theirs. A file that reached
// the limit of its file system or of the process (EFBIG) is a full disk to us.
bool grew_too_large(sqlite3& db) {
  for (const int which : {SQLITE_FCNTL_FILE_POINTER, SQLITE_FCNTL_JOURNAL_POINTER}) {
    sqlite3_file* file = nullptr;
    int error = 0;
    if (sqlite3_file_control(&db, "main", which, static_cast<void*>(&file)) != SQLITE_OK || !file ||
        !file->pMethods || file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) != SQLITE_OK)
      continue;
    if (error == EFBIG) return true;
  }
  return sqlite3_system_errno(&db) == EFBIG;
}

tl::unexpected<Error> failure(sqlite3& db) {
  const int code = sqlite3_extended_errcode(&db);
  const int system_error = sqlite3_system_errno(&db);
  const std::string what = std::string{"ledger: "} + sqlite3_errmsg(&db);
  switch (code & 0xff) {
    case SQLITE_FULL:
      return fail(Errc::no_space, what);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return fail(Errc::busy, what);
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return fail(Errc::denied, what);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      return fail(Errc::tampered, what);
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
      if (grew_too_large(db)) return fail(Errc::no_space, what + ": File too large");
      if (system_error != 0) return fail_errno(what, system_error);
      [[fallthrough]];
    default:
      return fail(Errc::io, what);
  }
}

std::uint32_t big_endian(std::span<const unsigned char> bytes) {
  std::uint32_t value = 0;
  for (const unsigned char byte : bytes.first(4)) value = value << 8 | byte;
  return value;
}

// SQLite's own open file, so that no second descriptor comes into being.
class RawFile {
 public:
  explicit RawFile(sqlite3& db) { sqlite3_file_control(&db, "main", SQLITE_FCNTL_FILE_POINTER, &file_); }
  [[nodiscard]] Result<std::uint64_t> size() const {
    sqlite3_int64 size = 0;
    if (!file_ || !file_->pMethods || file_->pMethods->xFileSize(file_, &size) != SQLITE_OK)
      return fail(Errc::io, "ledger: cannot read its size");
    return static_cast<std::uint64_t>(size);
  }
  [[nodiscard]] Result<> read(std::span<unsigned char> into, std::uint64_t offset) const {
    if (file_->pMethods->xRead(file_, into.data(), static_cast<int>(into.size()),
                               static_cast<sqlite3_int64>(offset)) != SQLITE_OK)
      return fail(Errc::io, "ledger: cannot read at offset " + std::to_string(offset));
    return {};
  }
  template <class Take>
  Result<std::uint64_t> each_chunk(Take take) const {
    const auto whole = size();
    if (!whole) return whole;
    std::vector<unsigned char> buffer(kReadLength);
    for (std::uint64_t offset = 0; offset < *whole;) {
      const std::span chunk{buffer.data(),
                            static_cast<std::size_t>(std::min<std::uint64_t>(kReadLength, *whole - offset))};
      if (auto got = read(chunk, offset); !got) return tl::unexpected{got.error()};
      if (auto taken = take(std::as_bytes(chunk)); !taken) return tl::unexpected{taken.error()};
      offset += chunk.size();
    }
    return whole;
  }

 private:
  sqlite3_file* file_ = nullptr;
};

}  // namespace

Statement& Statement::bind(int index, std::uint64_t number) {
  sqlite3_bind_int64(handle_.get(), index, static_cast<sqlite3_int64>(number));
  return *this;
}
Statement& Statement::bind_text(int index, std::string_view text) {
  sqlite3_bind_text64(handle_.get(), index, text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  return *this;
}
Statement& Statement::bind_blob(int index, std::string_view bytes) {
  sqlite3_bind_blob64(handle_.get(), index, bytes.data(), bytes.size(), SQLITE_STATIC);
  return *this;
}

Result<bool> Statement::step() {
  switch (sqlite3_step(handle_.get())) {
    case SQLITE_ROW:
      return true;
    case SQLITE_DONE:
      return false;
    default:
      return failure(*db_);
  }
}

Result<> Statement::run() {
  for (;;) {
    const auto row = step();
    if (!row || !*row) {
      reset();
      if (!row) return tl::unexpected{row.error()};
      return {};
    }
  }
}

void Statement::reset() { sqlite3_reset(handle_.get()); }

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_.get(), column); }
std::string_view Statement::bytes(int column) const {
  const void* data = sqlite3_column_blob(handle_.get(), column);
  const int length = sqlite3_column_bytes(handle_.get(), column);
  return {static_cast<const char*>(data), data ? static_cast<std::size_t>(length) : 0};
}
bool Statement::is_null(int column) const {
  return sqlite3_column_type(handle_.get(), column) == SQLITE_NULL;
}

Result<Database> Database::open(const std::string& path, Access access) {
  const int flags = access == Access::read    ? SQLITE_OPEN_READONLY
                    : access == Access::write ? SQLITE_OPEN_READWRITE
                                              : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, flags | SQLITE_OPEN_EXRESCODE, nullptr);
  if (!handle) return fail(Errc::io, "ledger: out of memory");
  Database db{handle};
  if (code != SQLITE_OK) return failure(*handle);
  // SQLite falls back to read-only by itself where it may not write; a writer wants to know at once.
  if (access != Access::read && sqlite3_db_readonly(handle, "main") == 1)
    return fail(Errc::denied, "ledger: " + path + " cannot be written");
  if (access != Access::create)
    if (auto header = db.check_header(); !header) return tl::unexpected{header.error()};
  if (auto ready = db.configure(access); !ready) return tl::unexpected{ready.error()};
  return db;
}

Result<> Database::check_header() const {
  const RawFile file{*handle_};
  const auto size = file.size();
  if (!size) return tl::unexpected{size.error()};
  if (*size < kHeaderLength) return fail(Errc::malformed, "ledger: shorter than its header");
  std::array<unsigned char, kHeaderLength> header{};
  if (auto got = file.read(header, 0); !got) return got;
  const std::span<const unsigned char> bytes{header};
  if (as_text(std::as_bytes(bytes.first(16))) != std::string_view{"SQLite format 3\0", 16})
    return fail(Errc::malformed, "ledger: no SQLite file (offset 0)");
  // 1 = rollback journal. In WAL mode even a reader would write files of its own.
  if (header[18] != 1 || header[19] != 1) return fail(Errc::malformed, "ledger: journal mode (offset 18)");
  if (big_endian(bytes.subspan(68)) != kApplicationId)
    return fail(Errc::malformed, "ledger: not of a case (offset 68)");
  if (const auto version = big_endian(bytes.subspan(60)); version != kFormatVersion)
    return fail(Errc::unsupported, "ledger: case format " + std::to_string(version) +
                                       ", this program reads format " + std::to_string(kFormatVersion));
  return {};
}

Result<> Database::configure(Access access) {
  sqlite3* db = handle_.get();
  sqlite3_busy_timeout(db, kBusyMilliseconds);
  // A case may come from anyone: its schema gets no triggers, views or functions of ours to call.
  for (const int off : {SQLITE_DBCONFIG_TRUSTED_SCHEMA, SQLITE_DBCONFIG_ENABLE_TRIGGER,
                        SQLITE_DBCONFIG_ENABLE_VIEW, SQLITE_DBCONFIG_DQS_DML, SQLITE_DBCONFIG_DQS_DDL})
    sqlite3_db_config(db, off, 0, nullptr);
  sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_limit(db, SQLITE_LIMIT_LENGTH, 8 << 20);
  if (auto set = run("PRAGMA cell_size_check=ON"); !set) return set;
  if (auto set = run("PRAGMA mmap_size=0"); !set) return set;
  if (access == Access::read) return {};
  if (auto set = run("PRAGMA synchronous=EXTRA"); !set) return set;
  return run("PRAGMA secure_delete=ON");
}

Result<> Database::run(const char* sql) {
  if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return failure(*handle_);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) const {
  sqlite3_stmt* handle = nullptr;
  if (sqlite3_prepare_v2(handle_.get(), sql.data(), static_cast<int>(sql.size()), &handle, nullptr) !=
      SQLITE_OK)
    return failure(*handle_);
  return Statement{*handle_, handle};
}

Result<std::uint64_t> Database::number(std::string_view sql) const {
  auto statement = prepare(sql);
  if (!statement) return tl::unexpected{statement.error()};
  const auto row = statement->step();
  if (!row) return tl::unexpected{row.error()};
  return *row ? static_cast<std::uint64_t>(statement->integer(0)) : 0;
}

Result<FileDigest> Database::raw_digest() const {
  Hasher hasher{Algorithm::sha256};
  const auto size = RawFile{*handle_}.each_chunk([&](std::span<const std::byte> chunk) -> Result<> {
    hasher.update(chunk);
    return {};
  });
  if (!size) return tl::unexpected{size.error()};
  return FileDigest{*size, hasher.finish()};
}

Result<> Database::copy_raw(int to) const {
  const auto size = RawFile{*handle_}.each_chunk([&](std::span<const std::byte> chunk) -> Result<> {
    while (!chunk.empty()) {
      const auto written = ::write(to, chunk.data(), chunk.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return fail_errno("ledger: cannot make a private copy");
      chunk = chunk.subspan(static_cast<std::size_t>(written));
    }
    return {};
  });
  if (!size) return tl::unexpected{size.error()};
  return {};
}

bool Database::needs_rollback() const {
  return sqlite3_extended_errcode(handle_.get()) == SQLITE_READONLY_ROLLBACK;
}

Result<Transaction> Transaction::begin(Database& db) {
  if (auto begun = db.run("BEGIN IMMEDIATE"); !begun) return tl::unexpected{begun.error()};
  return Transaction{db};
}

Transaction::~Transaction() {
  // A failed COMMIT or a full disk may have rolled back already; then this fails and nothing is lost.
  if (db_) static_cast<void>(db_->run("ROLLBACK"));
}

Result<> Transaction::commit() {
  if (auto committed = db_->run("COMMIT"); !committed) return committed;
  db_ = nullptr;
  return {};
}

}  // namespace firsthour
