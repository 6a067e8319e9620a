// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/file_flags.h"

#include "casefile/descriptor.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include <array>
#include <utility>

namespace firsthour::collectors {
namespace {

constexpr std::array<std::pair<std::uint64_t, const char*>, 6> kFlags{{{0x10, "immutable"},
                                                                       {0x20, "append"},
                                                                       {0x40, "nodump"},
                                                                       {0x4, "compressed"},
                                                                       {0x800, "encrypted"},
                                                                       {0x100000, "verity"}}};

// The bits of statx(2) and of FS_IOC_GETFLAGS have the same values.
std::vector<std::string> names_of(std::uint64_t flags) {
  std::vector<std::string> names;
  for (const auto& [bit, name] : kFlags)
    if ((flags & bit) != 0) names.emplace_back(name);
  return names;
}

std::string full_path(const Host& host, const std::string& path) {
  return host.live() ? path : host.root() + path;
}

}  // namespace

std::optional<std::vector<std::string>> file_flags_by_ioctl(const Host& host, const std::string& path) {
  struct stat status {};
  const auto full = full_path(host, path);
  // Looked at first: opening a device or a FIFO does things.
  if (::lstat(full.c_str(), &status) != 0 || (!S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode)))
    return std::nullopt;
  constexpr int kHow = O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_NOCTTY | O_CLOEXEC;
  Descriptor file{::open(full.c_str(), kHow | O_NOATIME)};
  if (!file) file = Descriptor{::open(full.c_str(), kHow)};  // O_NOATIME is for the owner
  // The call is said to take a long; the kernel writes an int.
  long flags = 0;
  if (!file || ::ioctl(file.get(), FS_IOC_GETFLAGS, &flags) != 0) return std::nullopt;
  return names_of(static_cast<std::uint32_t>(flags));
}

std::optional<std::vector<std::string>> file_flags(const Host& host, const std::string& path) {
  struct statx status {};
  if (::statx(AT_FDCWD, full_path(host, path).c_str(),
              AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, 0, &status) != 0)
    return file_flags_by_ioctl(host, path);
  // The mask says which bits this file system ever sets; libraries that stand in for the call leave it empty.
  if (status.stx_attributes_mask == 0) return file_flags_by_ioctl(host, path);
  if ((status.stx_attributes_mask & 0x10) == 0) return std::nullopt;
  return names_of(status.stx_attributes);
}

}  // namespace firsthour::collectors
