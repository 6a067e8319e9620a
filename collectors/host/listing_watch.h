// SPDX-License-Identifier: Apache-2.0
// What the listings of a run showed beside their entries: buffers no honest kernel fills so, and folders
// whose link count does not fit the sub-folders listed. Every listing of a Host comes by here.
#pragma once

#include "collectors/host.h"
#include "collectors/host/directory_buffer.h"

#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// On ext2 to ext4, XFS and tmpfs a folder has two links and one more a sub-folder.
struct LinkCount {
  std::uint64_t links = 0, subfolders = 0;
  [[nodiscard]] bool fits() const { return links == subfolders + 2; }
};

// How many of a folder's entries are folders; `unknown` when the file system did not say of some.
struct Subfolders {
  std::uint64_t count = 0;
  bool unknown = false;
  void add(std::span<const DirectoryEntry> entries);
};

// The status of one folder before and after its entries were read, what they are, and the type of its file
// system (statfs f_type). Absent when the file system does not count so, does not say the types of entries,
// or when the folder changed meanwhile.
[[nodiscard]] std::optional<LinkCount> link_count(std::uint64_t file_system, const FileFacts& before,
                                                  const FileFacts& after, const Subfolders& subfolders);

struct ListingFault {
  std::string path;  // of the folder; bytes
  std::optional<BufferFault> buffer;
  std::optional<LinkCount> links;
};

struct ListingTotals {
  std::uint64_t folders = 0, link_counts = 0;        // looked at
  std::uint64_t buffer_faults = 0, link_faults = 0;  // also those that were not kept
};

class ListingWatch {
 public:
  static constexpr std::size_t kMostKept = 256;  // faults with their names, a few hundred bytes each

  void add(std::string_view path, std::vector<BufferFault> faults, const std::optional<LinkCount>& links);
  [[nodiscard]] ListingTotals totals() const;
  // Hands over the faults kept so far, in the order they were met, and forgets them.
  [[nodiscard]] std::vector<ListingFault> take();

 private:
  mutable std::mutex mutex_;
  ListingTotals totals_;
  std::vector<ListingFault> faults_;
};

}  // namespace firsthour::collectors
