// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory.h"

#include "collectors/host/directory_record.h"

#include <sys/auxv.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace firsthour::collectors {
namespace {

// Another one each run, so that nobody can write it in advance.
std::byte pattern_of_this_run() {
  const auto* random = reinterpret_cast<const std::byte*>(::getauxval(AT_RANDOM));
  return (random == nullptr ? std::byte{0xa5} : *random) | std::byte{0x81};
}

}  // namespace

Result<> parse_directory(std::span<const std::byte> records, std::vector<DirectoryEntry>& into) {
  const std::size_t whole = records.size();
  while (!records.empty()) {
    const auto record = first_directory_record(records);
    if (!record)
      return fail(Errc::malformed, "folder entry at byte " + std::to_string(whole - records.size()));
    if (record->name != "." && record->name != "..")
      into.push_back({std::string{record->name}, record->type, record->inode});
    records = records.subspan(record->length);
  }
  return {};
}

Result<Listing> read_directory(const FillDirectory& fill) {
  Listing listing;
  const std::byte pattern = pattern_of_this_run();
  std::array<std::byte, 64 << 10> buffer;
  buffer.fill(pattern);
  for (;;) {
    const long got = fill(buffer);
    if (got < 0) return fail_errno("cannot list");
    const std::size_t filled = std::min(static_cast<std::size_t>(got), buffer.size());
    auto faults = check_directory_buffer(buffer, filled, pattern);
    const bool clean = faults.empty();
    for (auto& fault : faults)
      if (listing.faults.size() < kMostFaults) listing.faults.push_back(std::move(fault));
    if (got == 0) return listing;
    if (auto ok = parse_directory(std::span{buffer}.first(filled), listing.entries); !ok)
      return tl::unexpected{ok.error()};
    // Behind a clean listing the pattern is still there.
    std::memset(buffer.data(), std::to_integer<int>(pattern), clean ? filled : buffer.size());
  }
}

Result<Listing> read_directory(int fd) {
  return read_directory([fd](std::span<std::byte> buffer) {
    return ::syscall(SYS_getdents64, fd, buffer.data(), buffer.size());
  });
}

}  // namespace firsthour::collectors
