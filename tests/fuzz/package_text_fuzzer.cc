// SPDX-License-Identifier: Apache-2.0
// The text databases of packages: dpkg's status, md5sums and diversions, apk's, pacman's.
#include "collectors/package/dpkg_database.h"
#include "collectors/package/other_databases.h"
#include "collectors/package/pacman_mtree.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace firsthour::collectors;
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  const auto good = [](Package& package) {
    if (package.name.empty()) std::abort();
    for (const PackageFile& file : package.files)
      if (file.path.empty() || file.path.front() != '/') std::abort();
    return true;
  };
  parse_dpkg_status(text, good);
  parse_apk_installed(text, good);
  std::string_view sums = text;
  for (const PackageFile& file : parse_md5sums(sums))
    if (file.digest.size() != 32 || file.path.front() != '/') std::abort();
  auto package = parse_pacman_package(text, text);
  package.files.emplace_back().path = "/a";
  add_pacman_digests(package, text);
  static_cast<void>(DpkgDiversions{text}.place_of("/bin/sh", "dash"));
  return 0;
}
