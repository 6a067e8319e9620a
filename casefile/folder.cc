// SPDX-License-Identifier: Apache-2.0
#include "casefile/folder.h"

#include <algorithm>
#include <utility>

namespace firsthour {
namespace {

namespace fs = std::filesystem;

template <class Take>
void each_entry(const fs::path& folder, Listing& listing, const Take& take) {
  std::error_code error;
  fs::directory_iterator walk{folder, error};
  for (; !error && walk != fs::directory_iterator{}; walk.increment(error)) take(*walk);
  if (error) listing.failed.push_back({folder, error});
}

}  // namespace

Listing entries_of(const fs::path& folder) {
  Listing listing;
  each_entry(folder, listing,
             [&](const fs::directory_entry& entry) { listing.paths.push_back(entry.path()); });
  std::ranges::sort(listing.paths);
  return listing;
}

Listing files_below(const fs::path& folder) {
  Listing listing;
  std::vector<fs::path> waiting{folder};
  while (!waiting.empty()) {
    const fs::path next = std::exchange(waiting.back(), {});
    waiting.pop_back();
    each_entry(next, listing, [&](const fs::directory_entry& entry) {
      std::error_code ignored;
      if (entry.symlink_status(ignored).type() == fs::file_type::directory)
        waiting.push_back(entry.path());
      else if (entry.is_regular_file(ignored))
        listing.paths.push_back(entry.path());
    });
  }
  std::ranges::sort(listing.paths);
  return listing;
}

}  // namespace firsthour
