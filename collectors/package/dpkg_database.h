// SPDX-License-Identifier: Apache-2.0
// dpkg's database: /var/lib/dpkg/status (deb-control fields), info/NAME[:ARCH].md5sums and .list, diversions.
#pragma once

#include "collectors/host.h"
#include "collectors/package/package.h"
#include "collectors/package/rpm_database.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Calls `visit` with each package whose files are on disk (installed, or left half-way), with its
// configuration files alone. Total. Returns false when the visitor has had enough.
bool parse_dpkg_status(std::string_view text, const PackageVisitor& visit);
// The next `most` files of a .md5sums, with an absolute path, taken off `text`. Lines of another form are
// passed over. Total.
[[nodiscard]] std::vector<PackageFile> parse_md5sums(std::string_view& text, std::size_t most = 4096);

// Where the files of one package really lie, when another package has diverted them (dpkg-divert).
class DpkgDiversions {
 public:
  // The text of /var/lib/dpkg/diversions: three lines each, the path, where it went, who diverted it.
  explicit DpkgDiversions(std::string_view text = {});
  [[nodiscard]] std::string_view place_of(std::string_view path, std::string_view package) const;

 private:
  struct Diversion {
    std::string from, to, package;
  };
  std::vector<Diversion> all_;  // by `from`: every path of every package is looked up
};
[[nodiscard]] DpkgDiversions read_dpkg_diversions(const Host& host);

[[nodiscard]] bool has_dpkg_database(const Host& host);
// All packages with the digests that dpkg keeps, diverted files under the path where they lie.
[[nodiscard]] PackageReading read_dpkg_packages(const Host& host, const PackageVisitor& visit);

}  // namespace firsthour::collectors
