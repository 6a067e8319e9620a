// SPDX-License-Identifier: Apache-2.0
// The files whose content is in the collection already: each inode's bytes are taken once in a run, whichever
// definition asks first. Shared by the collectors of a run through Context. Not thread-safe.
#pragma once

#include "casefile/item.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace firsthour::collectors {

class TakenFiles {
 public:
  // Nothing when the file is new, and it is now known; else the path under which it was taken.
  [[nodiscard]] std::optional<std::string> path_of_earlier(const FileFacts& file, const std::string& path) {
    const auto [known, is_new] = paths_.try_emplace({file.device, file.inode}, path);
    if (is_new) return std::nullopt;
    return known->second;
  }

 private:
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> paths_;  // by device and inode
};

}  // namespace firsthour::collectors
