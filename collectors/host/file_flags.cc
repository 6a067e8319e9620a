// SPDX-License-Identifier: Apache-2.0
#include "collectors/host/file_flags.h"

#include <fcntl.h>
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

}  // namespace

std::optional<std::vector<std::string>> file_flags(const Host& host, const std::string& path) {
  struct statx status {};
  const std::string full = host.live() ? path : host.root() + path;
  if (::statx(AT_FDCWD, full.c_str(), AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT | AT_STATX_DONT_SYNC, 0,
              &status) != 0)
    return std::nullopt;
  // The mask says which bits this file system ever sets.
  if ((status.stx_attributes_mask & 0x10) == 0) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& [bit, name] : kFlags)
    if ((status.stx_attributes & bit) != 0) names.emplace_back(name);
  return names;
}

}  // namespace firsthour::collectors
