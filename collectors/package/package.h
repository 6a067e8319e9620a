// SPDX-License-Identifier: Apache-2.0
// An installed package as a package manager's database describes it. Every name is bytes from the host.
#pragma once

#include "casefile/digest.h"
#include "casefile/instant.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct PackageFile {
  std::string path;    // absolute
  std::string digest;  // lower-case hex; empty: the database has none (folders, links, devices)
  Algorithm algorithm = Algorithm::md5;
  std::optional<std::uint64_t> size;
  std::optional<std::uint32_t> mode;  // with type bits
  std::string target;                 // of a symlink
  bool configuration = false;         // the administrator may change it
  bool optional = false;              // its absence, and mostly its content, mean nothing: ghost, missing-ok
};

struct Package {
  std::string name, version, architecture, maker;  // version with epoch and release; maker: vendor
  std::string_view type;                           // "deb" "rpm" "apk" "pacman"
  std::optional<Instant> installed;
  std::vector<PackageFile> files;
  bool continued = false;  // further files of the package that was visited before
};

// Gets each package; one with many files in several parts, so that memory stays bounded. Returns false to end
// the reading.
using PackageVisitor = std::function<bool(Package& package)>;

}  // namespace firsthour::collectors
