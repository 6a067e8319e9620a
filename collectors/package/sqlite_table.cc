// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/sqlite_table.h"

#include "collectors/package/byte_order.h"

#include <algorithm>
#include <array>
#include <string>
#include <unordered_map>

namespace firsthour::collectors {
namespace {

constexpr int kDeepest = 24;                  // of a tree; 64 KiB pages need 5 for the largest database
constexpr std::size_t kMostFrames = 1 << 18;  // of a log: 1 GiB; it is emptied at 4 MiB as a rule
constexpr std::size_t kSchemaHeader = 100, kLogHeader = 32, kFrameHeader = 24;
enum PageKind : std::uint8_t { kInterior = 5, kLeaf = 13 };

// A varint: seven bits a byte, nine bytes at most. Moves `at` behind it.
std::optional<std::uint64_t> varint(std::span<const std::byte> bytes, std::size_t& at) {
  std::uint64_t value = 0;
  for (int i = 0; i < 9; ++i) {
    if (at >= bytes.size()) return std::nullopt;
    const auto byte = std::to_integer<std::uint64_t>(bytes[at++]);
    if (i == 8) return value << 8 | byte;
    value = value << 7 | (byte & 0x7f);
    if ((byte & 0x80) == 0) break;
  }
  return value;
}

// Where the newest committed state of each page stands in the log.
class LogPages {
 public:
  Result<> open(OpenFile* log, std::uint32_t page_size) {
    if (log == nullptr || log->status().facts.size < kLogHeader) return {};
    PageFile file{*log};
    std::array<std::byte, kLogHeader> head;
    if (auto read = file.read(0, head); !read) return read;
    const std::uint32_t magic = *big_at<std::uint32_t>(head, 0);
    if ((magic & ~1u) != 0x377f0682 || *big_at<std::uint32_t>(head, 8) != page_size)
      return fail(Errc::malformed, "the write-ahead log is not of this database");
    std::unordered_map<std::uint32_t, std::uint64_t> since_commit;
    std::array<std::byte, kFrameHeader> frame;
    std::size_t frames = 0;
    for (std::uint64_t at = kLogHeader; at + kFrameHeader + page_size <= file.size();
         at += kFrameHeader + page_size) {
      if (auto read = file.read(at, frame); !read) return read;
      // A frame with other salts is left over from before the log was begun anew.
      if (!std::equal(frame.begin() + 8, frame.begin() + 16, head.begin() + 16)) break;
      if (++frames > kMostFrames) return fail(Errc::no_space, "the write-ahead log has over 262144 frames");
      since_commit[*big_at<std::uint32_t>(frame, 0)] = at + kFrameHeader;
      if (*big_at<std::uint32_t>(frame, 4) == 0) continue;
      for (const auto& [page, offset] : since_commit) pages_[page] = offset;
      since_commit.clear();
    }
    return {};
  }
  std::optional<std::uint64_t> offset_of(std::uint32_t page) const {
    const auto found = pages_.find(page);
    return found == pages_.end() ? std::nullopt : std::optional{found->second};
  }
  std::size_t size() const { return pages_.size(); }

 private:
  std::unordered_map<std::uint32_t, std::uint64_t> pages_;
};

class Database {
 public:
  Database(OpenFile& file, OpenFile* log) : file_{file}, log_{log} {}

  Result<> open() {
    std::array<std::byte, kSchemaHeader> head;
    if (auto read = file_.read(0, head); !read) return fail("SQLite database", read.error());
    const std::string_view magic{reinterpret_cast<const char*>(head.data()), 16};
    if (magic != std::string_view{"SQLite format 3\0", 16})
      return fail(Errc::malformed, "no SQLite database");
    page_size_ = *big_at<std::uint16_t>(head, 16);
    if (page_size_ == 1) page_size_ = 65536;
    const auto reserved = std::to_integer<std::uint32_t>(head[20]);
    if (page_size_ < 512 || (page_size_ & (page_size_ - 1)) != 0 || reserved > page_size_ - 480)
      return fail(Errc::malformed, "SQLite database: pages of " + std::to_string(page_size_) + " bytes");
    usable_ = page_size_ - reserved;
    if (log_ == nullptr) return {};
    return pages_of_log_.open(log_, page_size_);
  }

  Result<std::uint32_t> root_of(std::string_view table) {
    std::uint32_t root = 0;
    BlobReading reading;
    auto walked = walk(1, reading, [&](std::int64_t, std::span<const std::byte> record) {
      const auto row = parse_sqlite_record(record, 4);
      if (!row || row->size() < 4 || (*row)[0].text() != "table" || (*row)[1].text() != table) return true;
      root = static_cast<std::uint32_t>((*row)[3].integer);
      return false;
    });
    if (!walked) return tl::unexpected<Error>{walked.error()};
    if (root == 0) return fail(Errc::not_found, "no table " + std::string{table});
    return root;
  }

  Result<> walk(std::uint32_t root, BlobReading& reading, const SqliteRowVisitor& visit) {
    // In a tree each page is met once, be it of the tree or the rest of a row.
    pages_left_ = file_.size() / page_size_ + pages_of_log_.size();
    enough_ = false;
    return page(root, 0, reading, visit);
  }

 private:
  Result<std::vector<std::byte>> bytes_of(std::uint32_t number) {
    std::vector<std::byte> page(page_size_);
    const auto in_log = pages_of_log_.offset_of(number);
    Result<> read;
    if (number == 0)
      return fail(Errc::malformed, "page 0");
    else if (in_log)
      read = PageFile{*log_}.read(*in_log, page);
    else
      read = file_.read(std::uint64_t{number - 1} * page_size_, page);
    if (!read) return fail("page " + std::to_string(number), read.error());
    return page;
  }

  // Stays at its end: what else can be read is read, and must not begin anew.
  bool may_read_another() {
    if (pages_left_ == 0) return false;
    --pages_left_;
    return true;
  }

  Result<> page(std::uint32_t number, int depth, BlobReading& reading, const SqliteRowVisitor& visit) {
    if (depth > kDeepest || !may_read_another()) return fail(Errc::malformed, "a tree that has no end");
    const auto bytes = bytes_of(number);
    if (!bytes) return tl::unexpected<Error>{bytes.error()};
    const std::size_t head = number == 1 ? kSchemaHeader : 0;
    const auto kind = std::to_integer<std::uint8_t>((*bytes)[head]);
    if (kind != kInterior && kind != kLeaf)
      return fail(Errc::malformed, "page " + std::to_string(number) + " is of no table");
    const std::size_t cells = *big_at<std::uint16_t>(*bytes, head + 3);
    const std::size_t pointers = head + (kind == kInterior ? 12 : 8);
    std::size_t room = page_size_;  // that rows of one page can share
    for (std::size_t i = 0; i < cells && !enough_; ++i) {
      const auto at = big_at<std::uint16_t>(*bytes, pointers + 2 * i);
      if (!at) return fail(Errc::malformed, "page " + std::to_string(number) + ": too many cells");
      Result<> done;
      if (kind == kLeaf) {
        done = cell(*bytes, *at, room, reading, visit);
      } else if (const auto child = big_at<std::uint32_t>(*bytes, *at)) {
        done = page(*child, depth + 1, reading, visit);
      } else {
        done = fail(Errc::malformed, "page " + std::to_string(number) + ": a cell beside the page");
      }
      // What else can be read is read: one bad page must not hide the others.
      if (!done) reading.problem = done.error().what;
    }
    if (kind == kLeaf || enough_) return {};
    return page(*big_at<std::uint32_t>(*bytes, head + 8), depth + 1, reading, visit);
  }

  Result<> cell(std::span<const std::byte> bytes, std::size_t at, std::size_t& room, BlobReading& reading,
                const SqliteRowVisitor& visit) {
    const auto size = varint(bytes, at), rowid = varint(bytes, at);
    if (!size || !rowid) return fail(Errc::malformed, "a cell beside its page");
    if (*size > kLargestPackageBlob + 1024) return fail(Errc::no_space, "a row of over 32 MiB");
    const std::size_t local = local_size(*size);
    if (bytes.size() < at || bytes.size() - at < local)
      return fail(Errc::malformed, "a cell beside its page");
    if (local > room) return fail(Errc::malformed, "rows that share their bytes");
    room -= local;
    if (local == *size) {
      ++reading.blobs;
      enough_ = !visit(static_cast<std::int64_t>(*rowid), bytes.subspan(at, local));
      return {};
    }
    const auto next = big_at<std::uint32_t>(bytes, at + local);
    if (!next) return fail(Errc::malformed, "a cell beside its page");
    std::vector<std::byte> record;
    record.reserve(static_cast<std::size_t>(*size));
    record.assign(bytes.begin() + static_cast<std::ptrdiff_t>(at),
                  bytes.begin() + static_cast<std::ptrdiff_t>(at + local));
    if (auto more = overflow(*next, static_cast<std::size_t>(*size), record); !more) return more;
    ++reading.blobs;
    enough_ = !visit(static_cast<std::int64_t>(*rowid), record);
    return {};
  }

  // fileformat2, 1.6: how much of a payload stands on the leaf itself.
  std::size_t local_size(std::uint64_t size) const {
    const std::uint64_t most = usable_ - 35, least = (usable_ - 12) * 32 / 255 - 23;
    if (size <= most) return static_cast<std::size_t>(size);
    const std::uint64_t fitting = least + (size - least) % (usable_ - 4);
    return static_cast<std::size_t>(fitting <= most ? fitting : least);
  }

  Result<> overflow(std::uint32_t next, std::size_t size, std::vector<std::byte>& record) {
    while (record.size() < size) {
      if (next == 0)
        return fail(Errc::malformed, "a row that is cut off after " + std::to_string(record.size()) + " of " +
                                         std::to_string(size) + " bytes");
      if (!may_read_another()) return fail(Errc::malformed, "rows that share their pages");
      const auto bytes = bytes_of(next);
      if (!bytes) return tl::unexpected<Error>{bytes.error()};
      const auto part =
          std::span{*bytes}.subspan(4, std::min<std::size_t>(usable_ - 4, size - record.size()));
      record.insert(record.end(), part.begin(), part.end());
      next = *big_at<std::uint32_t>(*bytes, 0);
    }
    return {};
  }

  PageFile file_;
  OpenFile* log_;
  LogPages pages_of_log_;
  std::uint32_t page_size_ = 0, usable_ = 0;
  std::uint64_t pages_left_ = 0;
  bool enough_ = false;
};

// The length of a column's bytes by its serial type; fileformat2, 2.1.
std::uint64_t length_of(std::uint64_t type) {
  constexpr std::array<std::uint8_t, 12> kLengths{0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0};
  return type < kLengths.size() ? kLengths[type] : (type - 12) / 2;
}

SqliteValue value_of(std::uint64_t type, std::span<const std::byte> bytes) {
  SqliteValue value;
  if (type == 0) return value;
  if (type >= 12) {
    value.kind = type % 2 == 0 ? SqliteValue::Kind::blob : SqliteValue::Kind::text;
    value.bytes = bytes;
    return value;
  }
  value.kind = type == 7 ? SqliteValue::Kind::real : SqliteValue::Kind::integer;
  if (type == 8 || type == 9) {
    value.integer = type == 9 ? 1 : 0;
    return value;
  }
  std::uint64_t number = !bytes.empty() && (bytes[0] & std::byte{0x80}) != std::byte{} ? UINT64_MAX : 0;
  for (const std::byte byte : bytes) number = number << 8 | std::to_integer<std::uint64_t>(byte);
  value.integer = static_cast<std::int64_t>(number);
  return value;
}

}  // namespace

std::optional<std::vector<SqliteValue>> parse_sqlite_record(std::span<const std::byte> record,
                                                            std::size_t most) {
  std::size_t at = 0;
  const auto header = varint(record, at);
  if (!header || *header > record.size() || *header < at) return std::nullopt;
  const auto types = record.first(static_cast<std::size_t>(*header));
  auto rest = record.subspan(static_cast<std::size_t>(*header));
  std::vector<SqliteValue> values;
  while (at < types.size() && values.size() < most) {
    const auto type = varint(types, at);
    if (!type || *type == 10 || *type == 11 || length_of(*type) > rest.size()) return std::nullopt;
    const auto length = static_cast<std::size_t>(length_of(*type));
    values.push_back(value_of(*type, rest.first(length)));
    rest = rest.subspan(length);
  }
  return values;
}

Result<BlobReading> read_sqlite_table(OpenFile& file, OpenFile* log, std::string_view table,
                                      const SqliteRowVisitor& visit) {
  Database database{file, log};
  if (auto opened = database.open(); !opened) return tl::unexpected<Error>{opened.error()};
  const auto root = database.root_of(table);
  if (!root) return tl::unexpected<Error>{root.error()};
  BlobReading reading;
  if (auto walked = database.walk(*root, reading, visit); !walked) reading.problem = walked.error().what;
  return reading;
}

}  // namespace firsthour::collectors
