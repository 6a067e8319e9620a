// SPDX-License-Identifier: Apache-2.0
#include "collectors/package/package_index.h"

#include "casefile/digest.h"

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

bool exists(const Host& host, std::string_view path) { return host.status(path, true).has_value(); }

bool has_rpm_database(const Host& host) {
  for (const char* path : {"/var/lib/rpm/rpmdb.sqlite", "/var/lib/rpm/Packages", "/var/lib/rpm/Packages.db",
                           "/usr/lib/sysimage/rpm/rpmdb.sqlite", "/usr/lib/sysimage/rpm/Packages.db"}) {
    if (exists(host, path)) return true;
  }
  return false;
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
  const bool rpm = has_rpm_database(host_);
  if (!exists(host_, "/var/lib/dpkg/status")) {
    problem_ = rpm ? "the rpm database cannot be read yet" : "no package database found";
    return;
  }
  const auto files = host_.list(kInfo);
  if (!files) {
    problem_ = files.error().what;
    return;
  }
  readable_ = true;
  build_from_dpkg(*files);
  if (rpm && problem_.empty())
    problem_ = "this host has an rpm database beside dpkg's, which cannot be read yet";
}

void PackageIndex::build_from_dpkg(const std::vector<DirectoryEntry>& files) {
  // Merged /usr: the lists of old packages name /bin/ls, the kernel says /usr/bin/ls.
  for (const char* folder : {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"}) {
    const auto target = host_.read_link(folder);
    if (target && (*target == std::string{"usr"} + folder || *target == std::string{"/usr"} + folder)) {
      merged_.emplace_back(folder);
    }
  }
  std::vector<Diversion> diversions;  // three lines each: the path, where it went, who diverted it
  if (const auto text = host_.read("/var/lib/dpkg/diversions", kLargestList)) {
    std::vector<std::string> lines;
    each_line(text->bytes, [&](std::string_view line) { lines.emplace_back(line); });
    for (std::size_t i = 0; i + 2 < lines.size(); i += 3) {
      diversions.push_back({lines[i], lines[i + 1], lines[i + 2]});
    }
  }
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
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) { return a.key < b.key; });
  entries_.shrink_to_fit();
}

void PackageIndex::add_list(std::string_view list, std::uint32_t package,
                            const std::vector<Diversion>& diversions) {
  Hasher hasher{Algorithm::sha256};
  each_line(list, [&](std::string_view path) {
    if (path.size() < 2 || path.front() != '/') return;
    for (const Diversion& diversion : diversions) {
      // The diverted file of every other package lies under its new name.
      if (diversion.from == path && diversion.package != packages_[package]) path = diversion.to;
    }
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
