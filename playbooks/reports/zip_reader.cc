// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/zip_reader.h"

#include "playbooks/reports/printable.h"
#include "playbooks/reports/zip_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <memory>
#include <set>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kEndSize = 22, kEntrySize = 46, kLocalSize = 30, kLongestComment = 65535,
                      kMostEntries = 4096;
constexpr std::uint16_t kEncrypted = 1, kStored = 0, kDeflated = 8;

std::uint32_t little(std::string_view bytes, std::size_t at, std::size_t count) {
  std::uint32_t value = 0;
  for (std::size_t i = count; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}

tl::unexpected<Error> broken(std::size_t at, std::string_view what) {
  return fail(Errc::malformed, fmt::format("no sound ZIP archive: {} at {}", what, at));
}

std::size_t find_end(std::string_view archive) {
  if (archive.size() < kEndSize) return std::string_view::npos;
  const std::size_t lowest = archive.size() - std::min(archive.size(), kEndSize + kLongestComment);
  for (std::size_t at = archive.size() - kEndSize;; --at) {
    if (little(archive, at, 4) == 0x06054b50) return at;
    if (at == lowest) return std::string_view::npos;
  }
}

// The data of an entry, found by its local header.
Result<std::string_view> data_of(std::string_view archive, std::size_t local, std::size_t size) {
  if (local + kLocalSize > archive.size() || little(archive, local, 4) != 0x04034b50)
    return broken(local, "no local header");
  const std::size_t from =
      local + kLocalSize + little(archive, local + 26, 2) + little(archive, local + 28, 2);
  if (from > archive.size() || size > archive.size() - from) return broken(local, "data beyond the end");
  return archive.substr(from, size);
}

// What is read here is passed on to people who unpack it.
bool stays_inside(std::string_view name) {
  if (name.empty() || name.front() == '/' || name.find('\\') != name.npos || name.find('\0') != name.npos ||
      name.find(':') != name.npos)
    return false;
  for (std::size_t at = 0; at <= name.size();) {
    const std::size_t slash = std::min(name.find('/', at), name.size());
    if (name.substr(at, slash - at) == "..") return false;
    at = slash + 1;
  }
  return true;
}

}  // namespace

Result<std::vector<ZipEntry>> read_zip(std::string_view archive) {
  const std::size_t end = find_end(archive);
  if (end == std::string_view::npos) return broken(archive.size(), "no end of the directory");
  const std::size_t count = little(archive, end + 10, 2);
  std::size_t at = little(archive, end + 16, 4);
  if (count > kMostEntries) return broken(end, "too many entries");
  std::vector<ZipEntry> entries;
  std::set<std::string, std::less<>> names;
  for (std::size_t i = 0; i < count; ++i) {
    if (at + kEntrySize > end || little(archive, at, 4) != 0x02014b50)
      return broken(at, "no directory entry");
    ZipEntry entry;
    entry.flags = static_cast<std::uint16_t>(little(archive, at + 8, 2));
    entry.method = static_cast<std::uint16_t>(little(archive, at + 10, 2));
    entry.crc = little(archive, at + 16, 4);
    entry.size = little(archive, at + 24, 4);
    const std::size_t name = little(archive, at + 28, 2);
    const std::size_t whole = kEntrySize + name + little(archive, at + 30, 2) + little(archive, at + 32, 2);
    if (at + whole > end) return broken(at, "an entry beyond the end");
    entry.name = archive.substr(at + kEntrySize, name);
    if (entry.flags & kEncrypted) return broken(at, "an encrypted entry");
    if (!stays_inside(entry.name))
      return broken(at, "a name that leads out of it, " + evidence_text(entry.name));
    if (!names.insert(entry.name).second) return broken(at, "a name twice, " + evidence_text(entry.name));
    const auto data = data_of(archive, little(archive, at + 42, 4), little(archive, at + 20, 4));
    if (!data) return tl::unexpected{data.error()};
    entry.packed = *data;
    entries.push_back(std::move(entry));
    at += whole;
  }
  return entries;
}

namespace {

struct InflateEnd {
  void operator()(z_stream* stream) const noexcept { inflateEnd(stream); }
};

Result<std::string> inflated(const ZipEntry& entry) {
  z_stream stream{};
  if (inflateInit2(&stream, -MAX_WBITS) != Z_OK) return fail(Errc::io, "zlib cannot begin");
  const std::unique_ptr<z_stream, InflateEnd> ended{&stream};
  std::string out(entry.size, '\0');
  std::string in{entry.packed};  // zlib takes no const input
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  if (inflate(&stream, Z_FINISH) != Z_STREAM_END || stream.total_out != entry.size)
    return fail(Errc::malformed, evidence_text(entry.name) + ": the compressed data is broken");
  return out;
}

}  // namespace

Result<std::string> unpacked(const ZipEntry& entry, std::size_t limit) {
  const std::string name = evidence_text(entry.name);
  if (entry.size > limit) return fail(Errc::malformed, fmt::format("{}: more than {} bytes", name, limit));
  if (entry.method != kStored && entry.method != kDeflated)
    return fail(Errc::unsupported, fmt::format("{}: compression method {}", name, entry.method));
  Result<std::string> out =
      entry.method == kDeflated ? inflated(entry) : Result<std::string>{std::string{entry.packed}};
  if (!out) return out;
  if (out->size() != entry.size || zip_crc32(*out) != entry.crc)
    return fail(Errc::malformed, name + ": the checksum is wrong");
  return out;
}

}  // namespace firsthour::playbooks
