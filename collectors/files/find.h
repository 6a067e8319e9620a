// SPDX-License-Identifier: Apache-2.0
// Finds the files that a path pattern of the plan names. Symlinks among the folders of a pattern are
// followed, one component at a time inside the examined root; `**` enters real folders only, each once. Mount
// points that could hang or that mirror other files are reported, never touched.
#pragma once

#include "casefile/item.h"
#include "collectors/files/mount_guard.h"
#include "collectors/host.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace firsthour::collectors {

struct Found {
  const std::string& path;  // with no symlink among its folders; the last name may be one
  const FileStatus& status;
};

class Finder {
 public:
  struct Hooks {
    std::function<void(const Found&)> found;
    // A path that could not be looked at, and why; `outcome` is denied, failed or skipped.
    std::function<void(const std::string& path, Outcome outcome, std::string reason)> problem;
    std::function<bool()> stop;
  };

  // All must outlive the finder.
  Finder(const Host& host, const MountGuard& guard, Hooks hooks)
      : host_{host}, guard_{guard}, hooks_{std::move(hooks)} {}

  // `pattern` without variables, below the folder `base`, whose name is bytes and no pattern. What does not
  // exist is no problem.
  void expand(std::string_view pattern, const std::string& base = "/");

  // Where a path really leads: the path without symlinks and its status; nothing when there is no such thing
  // or it may not be touched. `base` is the folder that a relative link stands in.
  struct Resolved {
    std::string path;
    FileStatus status;
  };
  [[nodiscard]] std::optional<Resolved> resolve(std::string_view target, std::string_view base);

 private:
  using Components = std::span<const std::string>;

  void match(const std::string& folder, Components rest);
  void step(const std::string& path, Components rest, bool by_name);
  void descend(const std::string& folder, unsigned levels, Components rest, int depth);
  // By name, so that two collections of the same host can be compared; in a folder too large to be held, by
  // name within each part, the parts as the kernel gives them.
  void for_each_entry(const std::string& folder, const std::function<void(const DirectoryEntry&)>& take);
  [[nodiscard]] bool blocked(const std::string& path, bool walking);
  void report(const std::string& path, const Error& error);
  // True when this folder was walked before, at least as deep. Bind mounts and patterns that overlap show one
  // folder under several names.
  [[nodiscard]] bool walked_before(const std::string& path, const FileStatus& status, unsigned levels);

  struct Walked {
    unsigned levels;
    std::size_t path_hash;
  };
  struct FolderHash {
    std::size_t operator()(const std::pair<std::uint64_t, std::uint64_t>& id) const {
      return std::hash<std::uint64_t>{}(id.first * 0x9e3779b97f4a7c15ull ^ id.second);
    }
  };

  const Host& host_;
  const MountGuard& guard_;
  Hooks hooks_;
  std::set<std::string, std::less<>> reported_mounts_;
  std::unordered_map<std::pair<std::uint64_t, std::uint64_t>, Walked, FolderHash>
      walked_;  // by device, inode
};

// True when one name matches a glob of `*`, `?` and `[…]`.
[[nodiscard]] bool name_matches(const std::string& glob, const std::string& name);
// True when a whole path matches a pattern, `**` included.
[[nodiscard]] bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace firsthour::collectors
