// SPDX-License-Identifier: Apache-2.0
// The rpm database of a host, whichever of its three forms it has: rpmdb.sqlite (RHEL 9, Fedora, openEuler,
// Kylin V10 SP3), Packages as a Berkeley hash (RHEL 5 to 8, CentOS, older Kylin), Packages.db (SUSE).
#pragma once

#include "collectors/host.h"
#include "collectors/package/package.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Paths of all databases that are there; one host may have an old one beside the one in use.
[[nodiscard]] std::vector<std::string> rpm_databases(const Host& host);

struct PackageReading {
  std::uint64_t packages = 0;
  std::string problem;  // empty: everything was read
};

// All packages of the database that rpm itself would use: the newest of those found.
[[nodiscard]] PackageReading read_rpm_packages(const Host& host, const PackageVisitor& visit);

}  // namespace firsthour::collectors
