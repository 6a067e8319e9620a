// SPDX-License-Identifier: Apache-2.0
// The files whose content is in the collection already: each inode's bytes are taken once in a run, whichever
// definition asks first. Shared by the collectors of a run through Context. Not thread-safe.
#pragma once

#include "casefile/item.h"
#include "collectors/files/inode_set.h"

#include <cstddef>
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
  static constexpr std::size_t kMostPaths = 50'000;  // some 10 MiB

  TakenFiles() = default;
  // `own` tells the files that this run writes: they are no evidence and have no end while they are read.
  explicit TakenFiles(std::function<bool(const FileFacts&)> own, std::size_t most_paths = kMostPaths)
      : own_{std::move(own)}, most_paths_{most_paths} {}
  [[nodiscard]] bool is_own(const FileFacts& file) const { return own_ && own_(file); }

  // Nothing when the file is new, and it is now known; else the path under which it was taken. Of a run's
  // first files the paths are kept; of later ones the inode alone, and one that has no further link is taken
  // to be asked for by its own path again. With several links the path is then empty: known, but not by which
  // name.
  [[nodiscard]] std::optional<std::string> path_of_earlier(const FileFacts& file, const std::string& path) {
    const auto known = paths_.find({file.device, file.inode});
    if (known != paths_.end()) return known->second;
    if (paths_.size() < most_paths_) {
      paths_.emplace(std::pair{file.device, file.inode}, path);
      return std::nullopt;
    }
    if (later_.insert(file)) return std::nullopt;
    return file.links > 1 ? std::string{} : path;
  }

  // Whether this further name of a taken file is heard of for the first time. There is an end to the names
  // kept: later ones are always new, since one noted twice harms less than one left out.
  [[nodiscard]] bool is_new_name(const std::string& path) {
    return names_.size() >= most_paths_ ? !names_.contains(path) : names_.insert(path).second;
  }
  // Whether this file of the kernel is asked for for the first time: kernel files have no inodes to go by.
  [[nodiscard]] bool is_new_kernel_file(std::string_view path) { return kernel_files_.emplace(path).second; }

 private:
  std::function<bool(const FileFacts&)> own_;
  std::size_t most_paths_ = kMostPaths;
  std::map<std::pair<std::uint64_t, std::uint64_t>, std::string> paths_;  // by device and inode
  InodeSet later_;
  std::set<std::string> names_;
  std::set<std::string> kernel_files_;
};

}  // namespace firsthour::collectors
