// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/zip_writer.h"

#include <array>
#include <cstdint>

namespace firsthour::playbooks {
namespace {

constexpr std::uint32_t kLocalHeader = 0x04034b50, kDirectoryEntry = 0x02014b50, kEnd = 0x06054b50;
constexpr std::uint16_t kVersion = 20, kStored = 0, kMidnight = 0, kFirstOf1980 = 0x21;

// CRC-32 of ISO 3309, polynomial 0xEDB88320.
constexpr std::array<std::uint32_t, 256> crc_table() {
  std::array<std::uint32_t, 256> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t c = i;
    for (int bit = 0; bit < 8; ++bit) c = (c & 1U) != 0 ? 0xEDB88320U ^ (c >> 1) : c >> 1;
    table[i] = c;
  }
  return table;
}

}  // namespace

std::uint32_t zip_crc32(std::string_view bytes) {
  static constexpr auto kTable = crc_table();
  std::uint32_t c = 0xFFFFFFFFU;
  for (const char byte : bytes) c = kTable[(c ^ static_cast<unsigned char>(byte)) & 0xFFU] ^ (c >> 8);
  return c ^ 0xFFFFFFFFU;
}

namespace {

void put16(std::string& to, std::uint32_t value) {
  to += static_cast<char>(value & 0xFFU);
  to += static_cast<char>((value >> 8) & 0xFFU);
}
void put32(std::string& to, std::uint32_t value) {
  put16(to, value & 0xFFFFU);
  put16(to, value >> 16);
}

// The fields that local header and directory entry share.
void put_facts(std::string& to, const ZipWriter::Packed& file, std::string_view name) {
  constexpr std::uint16_t kUtf8Name = 1 << 11;
  put16(to, kVersion);
  put16(to, file.flags & kUtf8Name);
  put16(to, file.method);
  put16(to, kMidnight);
  put16(to, kFirstOf1980);
  put32(to, file.crc);
  put32(to, static_cast<std::uint32_t>(file.bytes.size()));
  put32(to, file.size);
  put16(to, static_cast<std::uint32_t>(name.size()));
  put16(to, 0);  // extra field
}

}  // namespace

void ZipWriter::add(std::string name, std::string_view bytes) {
  add(std::move(name), Packed{bytes, kStored, 0, zip_crc32(bytes), static_cast<std::uint32_t>(bytes.size())});
}

void ZipWriter::add(std::string name, const Packed& file) {
  const auto offset = static_cast<std::uint32_t>(data_.size());
  put32(data_, kLocalHeader);
  put_facts(data_, file, name);
  data_ += name;
  data_ += file.bytes;

  put32(directory_, kDirectoryEntry);
  put16(directory_, kVersion);  // made by
  put_facts(directory_, file, name);
  put16(directory_, 0);  // comment
  put16(directory_, 0);  // disk
  put16(directory_, 0);  // internal attributes
  put32(directory_, 0);  // external attributes
  put32(directory_, offset);
  directory_ += name;
  ++count_;
}

std::string ZipWriter::finish() {
  std::string archive = std::move(data_);
  const auto start = static_cast<std::uint32_t>(archive.size());
  archive += directory_;
  put32(archive, kEnd);
  put16(archive, 0);
  put16(archive, 0);
  put16(archive, count_);
  put16(archive, count_);
  put32(archive, static_cast<std::uint32_t>(directory_.size()));
  put32(archive, start);
  put16(archive, 0);
  *this = ZipWriter{};
  return archive;
}

}  // namespace firsthour::playbooks
