// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace firsthour::collectors {
namespace {

// struct linux_dirent64: u64 inode, s64 offset, u16 length, u8 type, name ending in NUL.
constexpr std::size_t kInodeAt = 0, kLengthAt = 16, kTypeAt = 18, kNameAt = 19;

template <class T>
T load(std::span<const std::byte> bytes, std::size_t at) {
  T value;
  std::memcpy(&value, bytes.data() + at, sizeof value);
  return value;
}

}  // namespace

Result<> parse_directory(std::span<const std::byte> records, std::vector<DirectoryEntry>& into) {
  const std::size_t whole = records.size();
  while (!records.empty()) {
    const auto malformed = [&] {
      return fail(Errc::malformed, "folder entry at byte " + std::to_string(whole - records.size()));
    };
    if (records.size() < kNameAt + 1) return malformed();
    const std::size_t length = load<std::uint16_t>(records, kLengthAt);
    if (length < kNameAt + 1 || length > records.size()) return malformed();
    const auto name_field = records.subspan(kNameAt, length - kNameAt);
    const auto end = std::find(name_field.begin(), name_field.end(), std::byte{0});
    std::string name{reinterpret_cast<const char*>(name_field.data()),
                     static_cast<std::size_t>(end - name_field.begin())};
    if (name != "." && name != "..")
      into.push_back(
          {std::move(name), load<std::uint8_t>(records, kTypeAt), load<std::uint64_t>(records, kInodeAt)});
    records = records.subspan(length);
  }
  return {};
}

Result<std::vector<DirectoryEntry>> read_directory(int fd) {
  std::vector<DirectoryEntry> entries;
  std::array<std::byte, 64 << 10> buffer;
  for (;;) {
    const long got = ::syscall(SYS_getdents64, fd, buffer.data(), buffer.size());
    if (got < 0) return fail_errno("cannot list");
    if (got == 0) return entries;
    if (auto ok = parse_directory(std::span{buffer}.first(static_cast<std::size_t>(got)), entries); !ok)
      return tl::unexpected{ok.error()};
  }
}

}  // namespace firsthour::collectors
