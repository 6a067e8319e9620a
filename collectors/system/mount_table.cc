// SPDX-License-Identifier: Apache-2.0
#include "collectors/system/mount_table.h"

#include "collectors/host/kernel_text.h"

#include <sys/sysmacros.h>

#include <algorithm>
#include <array>

namespace firsthour::collectors {
namespace {

bool is_octal(char c) { return c >= '0' && c <= '7'; }

// Blank, tab, newline, backslash and "#" stand as three octal digits.
std::string without_escapes(std::string_view text) {
  std::string name;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 3 < text.size() && is_octal(text[i + 1]) && is_octal(text[i + 2]) &&
        is_octal(text[i + 3])) {
      name += static_cast<char>((text[i + 1] - '0') * 64 + (text[i + 2] - '0') * 8 + (text[i + 3] - '0'));
      i += 3;
    } else {
      name += text[i];
    }
  }
  return name;
}

std::optional<std::uint64_t> device_from(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto major = number_from<std::uint32_t>(text.substr(0, colon));
  const auto minor = number_from<std::uint32_t>(text.substr(colon + 1));
  if (!major || !minor) return std::nullopt;
  return ::gnu_dev_makedev(*major, *minor);
}

// "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw,errors=continue"
std::optional<Mount> mount_from(std::string_view line) {
  const auto id = number_from<std::uint64_t>(next_field(line));
  const auto parent = number_from<std::uint64_t>(next_field(line));
  const auto device = device_from(next_field(line));
  if (!id || !parent || !device) return std::nullopt;
  Mount mount{*id, *parent, *device, {}, {}, {}, {}, {}};
  mount.root = without_escapes(next_field(line));
  mount.point = without_escapes(next_field(line));
  mount.options = next_field(line);
  for (std::string_view tag = next_field(line); tag != "-"; tag = next_field(line))
    if (tag.empty()) return std::nullopt;
  mount.type = next_field(line);
  mount.source = without_escapes(next_field(line));
  const std::string_view of_file_system = next_field(line);
  if (!of_file_system.empty()) mount.options.append(",").append(of_file_system);
  if (mount.type.empty() || mount.point.empty()) return std::nullopt;
  return mount;
}

}  // namespace

std::vector<Mount> parse_mounts(std::string_view mountinfo) {
  std::vector<Mount> mounts;
  while (const auto line = next_line(mountinfo))
    if (auto mount = mount_from(*line)) mounts.push_back(std::move(*mount));
  return mounts;
}

bool is_below(std::string_view path, std::string_view point) {
  if (point == "/") return path.starts_with('/');
  return path.starts_with(point) && (path.size() == point.size() || path[point.size()] == '/');
}

const Mount* mount_of(const std::vector<Mount>& mounts, std::string_view path) {
  const Mount* best = nullptr;
  for (const auto& mount : mounts)
    if (is_below(path, mount.point) && (best == nullptr || mount.point.size() >= best->point.size()))
      best = &mount;
  return best;
}

bool may_hang(std::string_view type) {
  constexpr std::array<std::string_view, 14> kRemote{"nfs",   "nfs4",   "cifs",   "smb3", "smbfs",
                                                     "ceph",  "afs",    "lustre", "coda", "gpfs",
                                                     "ncpfs", "beegfs", "autofs", "davfs"};
  // Of FUSE only "fuseblk" reads a local device.
  return type == "fuse" || type.starts_with("fuse.") ||
         std::find(kRemote.begin(), kRemote.end(), type) != kRemote.end();
}

}  // namespace firsthour::collectors
