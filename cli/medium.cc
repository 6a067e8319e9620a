// SPDX-License-Identifier: Apache-2.0
#include "cli/medium.h"

#include "casefile/bytes.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <sstream>

namespace firsthour::cli {
namespace {

namespace fs = std::filesystem;

struct Mount {
  std::string file_system, source;
};

// proc(5): "36 35 98:0 /root /point options … - type source super-options".
Mount mount_with(std::string_view mountinfo, const std::string& device) {
  std::istringstream lines{std::string{mountinfo}};
  for (std::string line; std::getline(lines, line);) {
    std::istringstream fields{line};
    std::string id, parent, number, word;
    fields >> id >> parent >> number;
    if (number != device) continue;
    while (fields >> word && word != "-") {
    }
    Mount mount;
    fields >> mount.file_system >> mount.source;
    return mount;
  }
  return {};
}

bool is_one_of(std::string_view word, const auto& list) {
  return std::find(list.begin(), list.end(), word) != list.end();
}

std::string text_of(const fs::path& file) {
  auto text = read_file(file.string(), 64);
  if (!text) return {};
  while (!text->empty() && text->back() == '\n') text->pop_back();
  return *text;
}

// A partition says nothing of itself: the disk above it does. Many sticks and all USB disks say
// removable 0, so that the bus counts too.
bool removable(const fs::path& block) {
  std::error_code error;
  const fs::path real = fs::canonical(block, error);
  if (error) return false;
  if (text_of(real / "removable") == "1" || text_of(real.parent_path() / "removable") == "1") return true;
  const std::string text = real.string();
  if (text.find("/usb") != std::string::npos || text.find("/mmc_host/") != std::string::npos) return true;
  // An encrypted or joined volume is as removable as all that it lies on.
  bool any = false;
  for (const auto& below : fs::directory_iterator(real / "slaves", error)) {
    if (!removable(below.path())) return false;
    any = true;
  }
  return any;
}

}  // namespace

Medium medium_from(std::string_view mountinfo, std::uint32_t major, std::uint32_t minor,
                   const std::string& sys) {
  static constexpr std::array<std::string_view, 3> kMemory{"tmpfs", "ramfs", "devtmpfs"};
  static constexpr std::array<std::string_view, 9> kNetwork{"nfs",  "nfs4", "cifs", "smb3",    "fuse.sshfs",
                                                            "ceph", "9p",   "afs",  "virtiofs"};
  const std::string number = std::to_string(major) + ":" + std::to_string(minor);
  const Mount mount = mount_with(mountinfo, number);
  Medium medium;
  medium.file_system = mount.file_system;
  if (is_one_of(mount.file_system, kMemory)) medium.kind = Medium::Kind::memory;
  if (is_one_of(mount.file_system, kNetwork)) medium.kind = Medium::Kind::network;
  if (medium.kind != Medium::Kind::local_disk) return medium;
  // btrfs and others number their volumes 0:N and name the device as the source of the mount.
  fs::path block = fs::path{sys} / "dev/block" / number;
  if (major == 0 && mount.source.starts_with("/dev/")) {
    block = fs::path{sys} / "class/block" / fs::path{mount.source}.filename();
  }
  std::error_code error;
  const fs::path real = fs::canonical(block, error);
  if (error) return medium;
  medium.device = real.filename().string();
  if (removable(block)) medium.kind = Medium::Kind::removable;
  return medium;
}

Medium medium_of(const std::string& path) {
  std::error_code error;
  fs::path at = fs::absolute(path, error);
  struct stat status {};
  while (stat(at.c_str(), &status) != 0 && at.has_relative_path()) at = at.parent_path();
  const auto mountinfo = read_file("/proc/self/mountinfo", 16 << 20);
  return medium_from(mountinfo ? *mountinfo : "", major(status.st_dev), minor(status.st_dev), "/sys");
}

}  // namespace firsthour::cli
