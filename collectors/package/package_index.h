// SPDX-License-Identifier: Apache-2.0
// Which files belong to an installed package, by the host's own databases: dpkg, rpm (all three
// forms), apk, pacman. The answer is a fact of the database, no verdict: an intruder may have edited it.
//
// Built at the first question, in memory bounded by 16 bytes a packaged path. Not thread-safe.
#pragma once

#include "collectors/host.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

class DpkgDiversions;   // dpkg_database.h
struct Package;         // package.h
struct PackageReading;  // rpm_database.h

enum class PackageState {
  owned,    // a package lists this path
  unowned,  // the whole database was read and no package lists it
  unknown,  // no database, or a part of it could not be read
};
[[nodiscard]] std::string_view name_of(PackageState state);  // "owned" "unowned" "unknown"

struct PackageAnswer {
  PackageState state = PackageState::unknown;
  std::string package;  // "coreutils"; empty unless owned
};

class PackageIndex {
 public:
  // `host` must outlive the index. Nothing is read yet.
  explicit PackageIndex(const Host& host) : host_{host} {}

  // `path` is absolute, without " (deleted)". /bin/x and /usr/bin/x are one file where the host has merged
  // /usr.
  [[nodiscard]] PackageAnswer owner_of(std::string_view path);
  // Why answers are `unknown`; empty when the database was read whole.
  [[nodiscard]] const std::string& problem();

 private:
  // The first 96 bits of the SHA-256 of the path: nobody can choose a path that collides with a packaged one.
  struct Entry {
    std::array<std::uint32_t, 3> key;
    std::uint32_t package;  // index into packages_
  };

  void build();
  void find_merged_folders();
  void add_reading(const PackageReading& reading);
  void add_files(const Package& package);
  void build_from_dpkg(const std::vector<DirectoryEntry>& files);
  void add_list(std::string_view list, std::uint32_t package, const DpkgDiversions& diversions);
  [[nodiscard]] std::string unmerged(std::string_view path) const;

  const Host& host_;
  bool built_ = false;
  bool readable_ = false;  // a database is there
  std::string problem_;
  std::vector<std::string> merged_;  // "/bin", "/lib", …: symlinks into /usr on this host
  std::vector<std::string> packages_;
  std::vector<Entry> entries_;  // sorted by key
};

}  // namespace firsthour::collectors
