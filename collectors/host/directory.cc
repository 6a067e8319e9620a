// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/directory.h"

#include "collectors/host/directory_record.h"

#include <sys/auxv.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <iterator>

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

Result<std::vector<BufferFault>> read_directory(const FillDirectory& fill, const Host::TakeEntries& take) {
  std::vector<BufferFault> all;
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
      if (all.size() < kMostFaults) all.push_back(std::move(fault));
    if (got == 0) return all;
    std::vector<DirectoryEntry> entries;
    if (auto ok = parse_directory(std::span{buffer}.first(filled), entries); !ok)
      return tl::unexpected{ok.error()};
    if (!take(std::move(entries))) return all;
    // Behind a clean listing the pattern is still there.
    std::memset(buffer.data(), std::to_integer<int>(pattern), clean ? filled : buffer.size());
  }
}

Result<Listing> read_directory(const FillDirectory& fill) {
  Listing listing;
  auto faults = read_directory(fill, [&](std::vector<DirectoryEntry> entries) {
    std::ranges::move(entries, std::back_inserter(listing.entries));
    return true;
  });
  if (!faults) return tl::unexpected{faults.error()};
  listing.faults = std::move(*faults);
  return listing;
}

}  // namespace firsthour::collectors
