// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/listing_watch.h"

#include <dirent.h>
#include <linux/magic.h>

#include <algorithm>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kXfs = 0x58465342;

bool counts_subfolders(std::uint64_t file_system) {
  return file_system == EXT4_SUPER_MAGIC || file_system == kXfs || file_system == TMPFS_MAGIC;
}

}  // namespace

std::optional<LinkCount> link_count(std::uint64_t file_system, const FileFacts& before,
                                    const FileFacts& after, const Subfolders& subfolders) {
  // ext4 says 1 for "too many to count".
  if (!counts_subfolders(file_system) || before.links < 2) return std::nullopt;
  if (before.links != after.links || before.changed != after.changed) return std::nullopt;
  if (subfolders.unknown) return std::nullopt;
  return LinkCount{before.links, subfolders.count};
}

void Subfolders::add(std::span<const DirectoryEntry> entries) {
  for (const auto& entry : entries) {
    unknown = unknown || entry.type == DT_UNKNOWN;
    if (entry.type == DT_DIR) ++count;
  }
}

void ListingWatch::add(std::string_view path, std::vector<BufferFault> faults,
                       const std::optional<LinkCount>& links) {
  const std::lock_guard lock{mutex_};
  ++totals_.folders;
  if (links) ++totals_.link_counts;
  const auto keep = [&](ListingFault fault) {
    if (faults_.size() < kMostKept) faults_.push_back(std::move(fault));
  };
  totals_.buffer_faults += faults.size();
  for (auto& fault : faults) keep({std::string{path}, std::move(fault), std::nullopt});
  if (!links || links->fits()) return;
  ++totals_.link_faults;
  keep({std::string{path}, std::nullopt, links});
}

ListingTotals ListingWatch::totals() const {
  const std::lock_guard lock{mutex_};
  return totals_;
}

std::vector<ListingFault> ListingWatch::take() {
  const std::lock_guard lock{mutex_};
  return std::exchange(faults_, {});
}

}  // namespace firsthour::collectors
