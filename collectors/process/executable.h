// SPDX-License-Identifier: Apache-2.0
// The file a process runs: /proc/PID/exe.
#pragma once

#include "casefile/item.h"
#include "collectors/host.h"
#include "collectors/system/mount_hazards.h"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>

namespace firsthour::collectors {

// A file of a process by the name the kernel gives for it, and what became of that name.
struct NamedFile {
  std::string path;       // without the kernel's " (deleted)"; bytes
  bool deleted = false;   // the name no longer leads to this file
  bool memfd = false;     // made by memfd_create(2): never had a name
  bool replaced = false;  // deleted, and another file has the name now: what an upgrade leaves
};

struct Executable {
  NamedFile name;
  std::optional<FileFacts> facts;  // of the running file, not of what its path is now
};

// By link count and by the path itself: on overlayfs a deleted file of a lower layer keeps its link count,
// and a live file may be *named* "x (deleted)". `link` is the kernel's text, `facts` are those of the file
// itself where it could be looked at. Paths that may hang are not walked; then the link count decides.
[[nodiscard]] NamedFile resolve_name(const Host& host, std::uint32_t pid, std::string_view link,
                                     const std::optional<FileFacts>& facts, const MountHazards& hazards);

// not_found for kernel threads and for processes that have gone; denied without the right to trace.
[[nodiscard]] Result<Executable> read_executable(const Host& host, std::uint32_t pid,
                                                 const MountHazards& hazards);

// The mounts as process `pid` sees them.
[[nodiscard]] MountHazards read_hazards(const Host& host, std::uint32_t pid);

// SHA-256 of running executables, each distinct file (device, inode, size, modification) read once.
class ExecutableHashes {
 public:
  // `stopping` is asked between pieces.
  [[nodiscard]] Result<std::string> of(const Host& host, std::uint32_t pid, const Executable& executable,
                                       const MountHazards& hazards, const std::function<bool()>& stopping);

 private:
  using Key = std::tuple<std::uint64_t, std::uint64_t, std::uint64_t, std::int64_t>;
  std::map<Key, std::string> known_;
  std::vector<std::byte> buffer_;
};

}  // namespace firsthour::collectors
