// SPDX-License-Identifier: Apache-2.0
// The machine under examination. Only ever read, and only through this interface: no other file of
// the collectors opens a path of the host. Const calls may run concurrently.
//
// `root` is "/" for the live host, else a mounted image or a made fixture; then paths are looked up below it
// with RESOLVE_IN_ROOT semantics, absolute symlinks of the image included.
#pragma once

#include "casefile/bytes.h"
#include "casefile/instant.h"
#include "casefile/item.h"
#include "casefile/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct FileBytes {
  std::string bytes;
  bool cut = false;  // there was more than the limit
};

struct FileStatus {
  FileFacts facts;
  [[nodiscard]] bool is_regular() const;
  [[nodiscard]] bool is_directory() const;
  [[nodiscard]] bool is_symlink() const;
};

struct DirectoryEntry {
  std::string name;       // bytes
  std::uint8_t type = 0;  // DT_*; DT_UNKNOWN where the file system does not say
  std::uint64_t inode = 0;
};

// What the kernel says of one namespace, ioctl_ns(2); absent where it does not say (before Linux 4.11, or
// when the relative lies outside of what we may see).
struct NamespaceFacts {
  std::uint64_t inode = 0;
  std::string kind;  // "net" "mnt" "pid" "user" "ipc" "uts" "cgroup" "time"; empty when unknown
  std::optional<std::uint64_t> user_namespace;  // inode of the one that owns it
  std::optional<std::uint64_t> parent;          // inode; user and PID namespaces only
  std::optional<std::uint32_t> owner;           // user who made it; user namespaces only
};

class ListingWatch;  // host/listing_watch.h: what the buffers of all listings showed

// An open regular file (or device of memory), read by offset; atime is kept where the kernel allows
// (O_NOATIME).
class OpenFile {
 public:
  virtual ~OpenFile() = default;
  [[nodiscard]] virtual const FileStatus& status() const = 0;
  [[nodiscard]] virtual Result<std::size_t> read_at(std::uint64_t offset, std::span<std::byte> into) = 0;
  // Ranges that hold data (SEEK_DATA/SEEK_HOLE); one range where the file system cannot say.
  [[nodiscard]] virtual std::vector<Extent> data_ranges() = 0;
};

class Host {
 public:
  virtual ~Host() = default;
  [[nodiscard]] virtual bool live()
      const = 0;  // false for an image: no system calls about the running kernel
  [[nodiscard]] virtual const std::string& root() const = 0;
  // At most `limit` bytes. Follows symlinks inside the root. Never opens a FIFO, socket or device
  // (denied says so); a file that changed while read is not an error.
  [[nodiscard]] virtual Result<FileBytes> read(std::string_view path, std::uint64_t limit) const = 0;
  // The same for a kernel file whose read may never return (a process that hangs holds its memory locked):
  // timed_out after `patience`. Costs a fork on a live host; elsewhere it is read().
  [[nodiscard]] virtual Result<FileBytes> read_patiently(std::string_view path, std::uint64_t limit,
                                                         std::chrono::milliseconds patience) const;
  [[nodiscard]] virtual Result<std::unique_ptr<OpenFile>> open(std::string_view path) const = 0;
  // A window of the kernel on physical memory, which read() and open() refuse: /proc/kcore, /dev/mem or
  // /dev/crash, no other path (denied). On a live host only the device that has this name; below a root a
  // regular file. Reads of it may be slow and may fail at any offset.
  [[nodiscard]] virtual Result<std::unique_ptr<OpenFile>> open_memory_device(std::string_view path) const;
  [[nodiscard]] virtual Result<std::string> read_link(std::string_view path) const = 0;
  // `follow`: the status of what a symlink points to.
  [[nodiscard]] virtual Result<FileStatus> status(std::string_view path, bool follow) const = 0;
  // Without "." and "..". Order as the kernel gives it.
  [[nodiscard]] virtual Result<std::vector<DirectoryEntry>> list(std::string_view path) const = 0;
  // The same for folders of any size, a few thousand entries at a time; `take` returns false when it has seen
  // enough. What was handed out stands when a later piece fails.
  using TakeEntries = std::function<bool(std::vector<DirectoryEntry> entries)>;
  [[nodiscard]] virtual Result<> list_in_pieces(std::string_view path, const TakeEntries& take) const;
  [[nodiscard]] virtual Result<std::string> extended_attribute(std::string_view path,
                                                               const char* name) const = 0;
  // File system type of the mount that holds `path` (statfs f_type).
  [[nodiscard]] virtual Result<std::uint64_t> file_system(std::string_view path) const = 0;
  // Of a namespace file ("/proc/1/ns/net", a mount of nsfs, an open descriptor). Never follows a symlink of
  // another file system to a device: `denied` when it is no namespace.
  [[nodiscard]] virtual Result<NamespaceFacts> namespace_facts(std::string_view path) const;
  // Null when this host does not watch. Lives as long as the host; its calls may run concurrently.
  [[nodiscard]] virtual ListingWatch* listings() const;
  // The host's own clock. For the examiner's clock see answers.
  [[nodiscard]] virtual Instant now() const = 0;
};

class Care;  // care/care.h

// With `care` every call into the host's file systems is watched and kept under its ceilings; it must outlive
// the host.
[[nodiscard]] Result<std::unique_ptr<Host>> open_host(const std::string& root, Care* care = nullptr);

}  // namespace firsthour::collectors
