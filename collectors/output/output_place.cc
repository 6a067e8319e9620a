// SPDX-License-Identifier: Apache-2.0
#include "collectors/output_place.h"

#include "casefile/bytes.h"
#include "casefile/freed.h"
#include "collectors/system/mount_table.h"

#include <dirent.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <climits>
#include <cstdlib>
#include <memory>
#include <vector>

namespace firsthour::collectors {
namespace {

constexpr int kDeepestStack = 8;  // LUKS on LVM on RAID on a disk

std::string real_path(const std::string& path) {
  const std::unique_ptr<char, Freed<std::free>> real{::realpath(path.c_str(), nullptr)};
  return real ? std::string{real.get()} : std::string{};
}

bool says(const std::string& file, std::string_view wanted) {
  const auto text = read_file(file, 4096);
  return text && text->starts_with(wanted);
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, Freed<::closedir>> open{::opendir(folder.c_str())};
  while (const dirent* entry = open ? ::readdir(open.get()) : nullptr) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  return names;
}

// `device` is the device's folder below /sys/devices, symlinks resolved.
bool folder_is_removable(const std::string& device, int depth) {
  if (device.empty() || depth > kDeepestStack) return false;
  const std::vector<std::string> parts = names_in(device + "/slaves");
  if (!parts.empty()) {
    for (const std::string& part : parts) {
      if (!folder_is_removable(real_path(device + "/slaves/" + part), depth + 1)) return false;
    }
    return true;
  }
  // A partition's folder lies in its disk's.
  const std::string disk =
      ::access((device + "/partition").c_str(), F_OK) == 0 ? device.substr(0, device.rfind('/')) : device;
  return says(disk + "/removable", "1") || disk.find("/usb") != std::string::npos ||
         says(disk + "/device/type",
              "SD");  // an SD card is not "removable" to the kernel, its reader is built in
}

std::string name_of_device(std::uint64_t device, const std::string& sys) {
  const std::string path =
      real_path(sys + "/dev/block/" + std::to_string(major(device)) + ":" + std::to_string(minor(device)));
  return path.substr(path.rfind('/') + 1);
}

// btrfs and FUSE give their files device numbers that no disk has: the mount names the disk then.
std::uint64_t block_device_of(const Mount& mount, std::uint64_t of_files) {
  struct stat source {};
  if (major(of_files) != 0) return of_files;
  if (::stat(mount.source.c_str(), &source) == 0 && S_ISBLK(source.st_mode)) return source.st_rdev;
  return 0;
}

}  // namespace

bool is_removable(std::uint64_t device, const std::string& sys) {
  return folder_is_removable(
      real_path(sys + "/dev/block/" + std::to_string(major(device)) + ":" + std::to_string(minor(device))),
      0);
}

Result<OutputPlace> place_of(const std::string& folder) {
  struct stat status {};
  struct statvfs space {};
  const std::string path = real_path(folder);
  if (path.empty() || ::stat(path.c_str(), &status) != 0 || ::statvfs(path.c_str(), &space) != 0) {
    return fail_errno("cannot use folder " + folder);
  }
  OutputPlace place;
  place.free_bytes = static_cast<std::uint64_t>(space.f_bavail) * space.f_frsize;
  const auto mountinfo = read_file("/proc/self/mountinfo", 64 << 20);
  if (!mountinfo) return fail("cannot tell what medium the output is on", mountinfo.error());
  const auto mounts = parse_mounts(*mountinfo);
  const Mount* mount = mount_of(mounts, path);
  // In a chroot the root's own mount is not listed: then the device number alone speaks.
  static const Mount kUnknown{0, 0, 0, "/", "/", "", "unknown", ""};
  if (mount == nullptr) mount = &kUnknown;
  place.mount_point = mount->point;
  place.type = mount->type;
  const std::uint64_t device = block_device_of(*mount, status.st_dev);
  if (mount->type == "tmpfs" || mount->type == "ramfs" || mount->type == "devtmpfs") {
    place.kind = PlaceKind::memory;
  } else if (device != 0) {
    place.device = name_of_device(device, "/sys");
    if (is_removable(device, "/sys")) place.kind = PlaceKind::removable;
  } else if (may_hang(mount->type)) {
    place.kind = PlaceKind::remote;
  }
  return place;
}

Result<OutputPlace> place_for(const std::string& path) {
  std::string folder = path.starts_with('/') ? path : "./" + path;
  while (folder.size() > 1 && ::access(folder.c_str(), F_OK) != 0) {
    const std::size_t slash = folder.rfind('/');
    folder.resize(slash == 0 ? 1 : slash);
  }
  return place_of(folder);
}

std::string_view name_of(PlaceKind kind) {
  switch (kind) {
    case PlaceKind::removable:
      return "removable";
    case PlaceKind::remote:
      return "network";
    case PlaceKind::memory:
      return "memory";
    case PlaceKind::disk:
      break;
  }
  return "local disk";
}

std::string describe(const OutputPlace& place) {
  const std::string device = place.device.empty() ? place.type : place.device + ", " + place.type;
  switch (place.kind) {
    case PlaceKind::removable:
      return place.mount_point + " is a removable medium (" + device + ")";
    case PlaceKind::remote:
      return place.mount_point + " is another machine's (" + device + ")";
    case PlaceKind::memory:
      return place.mount_point + " is memory of this host (" + device + ")";
    case PlaceKind::disk:
      break;
  }
  return place.mount_point + " is a disk of this host (" + device + ")";
}

}  // namespace firsthour::collectors
