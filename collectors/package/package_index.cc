// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/package_index.h"

#include "casefile/digest.h"
#include "collectors/package/dpkg_database.h"
#include "collectors/package/other_databases.h"
#include "collectors/package/rpm_database.h"

#include <algorithm>
#include <cstring>

namespace firsthour::collectors {
namespace {

constexpr std::uint64_t kLargestList = 64ull << 20;
constexpr std::size_t kMostPaths =
    4'000'000;  // 64 MB of entries; Debian's whole archive on one host has fewer
constexpr std::string_view kInfo = "/var/lib/dpkg/info";

std::array<std::uint32_t, 3> key_of(Hasher& hasher, std::string_view path) {
  hasher.update(path);
  const Sha256 digest = hasher.finish();
  std::array<std::uint32_t, 3> key;
  std::memcpy(key.data(), digest.bytes.data(), sizeof key);
  return key;
}

// Calls `visit` with each line, without its newline.
template <class Visit>
void each_line(std::string_view text, Visit visit) {
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    visit(text.substr(0, end));
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

// "libc6:amd64.list" and "bash.list" give the package's name; nothing for other files of the folder.
std::string_view package_of_list(std::string_view file) {
  if (!file.ends_with(".list")) return {};
  file.remove_suffix(5);
  return file.substr(0, file.find(':'));
}

}  // namespace

std::string_view name_of(PackageState state) {
  switch (state) {
    case PackageState::owned:
      return "owned";
    case PackageState::unowned:
      return "unowned";
    case PackageState::unknown:
      break;
  }
  return "unknown";
}

PackageAnswer PackageIndex::owner_of(std::string_view path) {
  build();
  if (!readable_) return {};
  Hasher hasher{Algorithm::sha256};
  const auto key = key_of(hasher, unmerged(path));
  const auto found =
      std::lower_bound(entries_.begin(), entries_.end(), key,
                       [](const Entry& entry, const auto& wanted) { return entry.key < wanted; });
  if (found != entries_.end() && found->key == key) return {PackageState::owned, packages_[found->package]};
  return {problem_.empty() ? PackageState::unowned : PackageState::unknown, {}};
}

const std::string& PackageIndex::problem() {
  build();
  return problem_;
}

void PackageIndex::build() {
  if (built_) return;
  built_ = true;
  find_merged_folders();
  if (has_dpkg_database(host_)) {
    if (const auto files = host_.list(kInfo))
      build_from_dpkg(*files);
    else
      problem_ = files.error().what;
  }
  const auto add = [this](Package& package) {
    add_files(package);
    return true;
  };
  if (!rpm_databases(host_).empty()) add_reading(read_rpm_packages(host_, add));
  if (has_apk_database(host_)) add_reading(read_apk_packages(host_, add));
  if (has_pacman_database(host_)) add_reading(read_pacman_packages(host_, add));
  if (!readable_ && problem_.empty()) problem_ = "no package database found";
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  entries_.shrink_to_fit();
}

void PackageIndex::add_reading(const PackageReading& reading) {
  if (reading.packages > 0) readable_ = true;
  if (!reading.problem.empty()) problem_ = reading.problem;
}

void PackageIndex::add_files(const Package& package) {
  Hasher hasher{Algorithm::sha256};
  packages_.push_back(package.name);
  const auto number = static_cast<std::uint32_t>(packages_.size() - 1);
  for (const PackageFile& file : package.files) {
    if (entries_.size() > kMostPaths) {
      problem_ = "the package lists are too large";
      return;
    }
    entries_.push_back({key_of(hasher, unmerged(file.path)), number});
  }
}

void PackageIndex::find_merged_folders() {
  // Merged /usr: the lists of old packages name /bin/ls, the kernel says /usr/bin/ls.
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    const auto target = host_.read_link(folder);
    if (target && (*target == std::string{"usr"} + folder || *target == std::string{"/usr"} + folder)) {
      merged_.emplace_back(folder);
    }
  }
}

void PackageIndex::build_from_dpkg(const std::vector<DirectoryEntry>& files) {
  readable_ = true;
  const DpkgDiversions diversions = read_dpkg_diversions(host_);
  for (const DirectoryEntry& file : files) {
    const std::string_view package = package_of_list(file.name);
    if (package.empty()) continue;
    const auto list = host_.read(std::string{kInfo} + "/" + file.name, kLargestList);
    if (!list || list->cut || entries_.size() > kMostPaths) {
      problem_ = list ? "the package lists are too large" : list.error().what;
      continue;
    }
    packages_.emplace_back(package);
    add_list(list->bytes, static_cast<std::uint32_t>(packages_.size() - 1), diversions);
  }
}

void PackageIndex::add_list(std::string_view list, std::uint32_t package, const DpkgDiversions& diversions) {
  Hasher hasher{Algorithm::sha256};
  each_line(list, [&](std::string_view path) {
    if (path.size() < 2 || path.front() != '/') return;
    // The diverted file of every other package lies under its new name.
    path = diversions.place_of(path, packages_[package]);
    entries_.push_back({key_of(hasher, unmerged(path)), package});
  });
}

std::string PackageIndex::unmerged(std::string_view path) const {
  for (const std::string& folder : merged_) {
    if (path.size() > folder.size() && path.starts_with(folder) && path[folder.size()] == '/') {
      return "/usr" + std::string{path};
    }
  }
  return std::string{path};
}

}  // namespace firsthour::collectors
