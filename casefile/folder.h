// SPDX-License-Identifier: Apache-2.0
// What lies in a folder. std::filesystem's iterators throw when they go on in a `for` over a range, whatever
// error code they were made with: nothing else in Firsthour walks with them in that way.
#pragma once

#include <filesystem>
#include <system_error>
#include <vector>

namespace firsthour {

struct Listing {
  struct Failed {
    std::filesystem::path folder;
    std::error_code error;
  };
  std::vector<std::filesystem::path> paths;  // in the order of their names
  std::vector<Failed> failed;                // folders that were not listed, or not to their end
};

// Its entries, whatever they are, without "." and "..".
[[nodiscard]] Listing entries_of(const std::filesystem::path& folder);
// The regular files in it and below, links to files among them. Links to folders are not followed. A folder
// that cannot be listed costs only itself.
[[nodiscard]] Listing files_below(const std::filesystem::path& folder);

}  // namespace firsthour
