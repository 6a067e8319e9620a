// SPDX-License-Identifier: Apache-2.0
// The collectors of installed packages, and whether their files are still what the packages brought.
#pragma once

#include "collectors/collector.h"
#include "collectors/package/package.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

struct DatabaseReading {
  std::string_view type;  // "deb" "rpm" "apk" "pacman"
  std::uint64_t packages = 0;
  std::string problem;
};
// All databases that this host has, one after the other. Bounded by the largest package.
[[nodiscard]] std::vector<DatabaseReading> read_packages(const Host& host, const PackageVisitor& visit);

// host.package records.
[[nodiscard]] SourceOutcome collect_packages(Context& context);
// host.package_check records of what differs, and one host.package_summary a database. quick looks at the key
// programs and at what runs, standard at all programs, libraries and kernel modules, full at every file.
[[nodiscard]] SourceOutcome collect_package_checks(Context& context);

}  // namespace firsthour::collectors
