// SPDX-License-Identifier: Apache-2.0
// The files whose content is in the collection already: each inode's bytes are taken once in a run, whichever
// definition asks first. Shared by the collectors of a run through Context. Not thread-safe.
#pragma once

#include "casefile/item.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

namespace firsthour::collectors {

class TakenFiles {
 public:
  TakenFiles() = default;
  // `own` tells the files that this run writes: they are no evidence and have no end while they are read.
  explicit TakenFiles(std::function<bool(const FileFacts&)> own) : own_{std::move(own)} {}
  [[nodiscard]] bool is_own(const FileFacts& file) const { return own_ && own_(file); }

  // Nothing when the file is new, and it is now known; else the path under which it was taken.
  [[nodiscard]] std::optional<std::string> path_of_earlier(const FileFacts& file, const std::string& path) {
    const auto [known, is_new] = paths_.try_emplace({file.device, file.inode}, path);
    if (is_new) return std::nullopt;
    return known->second;
  }

  // Whether this further name of a taken file is heard of for the first time.
  [[nodiscard]] bool is_new_name(const std::string& path) { return names_.insert(path).second; }
  // Whether this file of the kernel is asked for for the first time: kernel files have no inodes to go by.
  [[nodiscard]] bool is_new_kernel_file(std::string_view path) { return kernel_files_.emplace(path).second; }

 private:
  std::function<bool(const FileFacts&)> own_;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> paths_;  // by device and inode
  std::set<std::string> names_;
  std::set<std::string> kernel_files_;
};

}  // namespace firsthour::collectors
