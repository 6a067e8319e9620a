// SPDX-License-Identifier: Apache-2.0
// The text databases of two smaller package managers: apk's /lib/apk/db/installed (Alpine; digests are SHA-1)
// and pacman's /var/lib/pacman/local (Arch; its digests lie in a compressed mtree file of each package).
#pragma once

#include "collectors/host.h"
#include "collectors/package/package.h"
#include "collectors/package/rpm_database.h"

#include <string_view>

namespace firsthour::collectors {

// Total. Returns false when the visitor has had enough.
bool parse_apk_installed(std::string_view text, const PackageVisitor& visit);
// The texts "desc" and "files" of one package. Total; the name is empty when there is none.
[[nodiscard]] Package parse_pacman_package(std::string_view desc, std::string_view files);

[[nodiscard]] bool has_apk_database(const Host& host);
[[nodiscard]] PackageReading read_apk_packages(const Host& host, const PackageVisitor& visit);
[[nodiscard]] bool has_pacman_database(const Host& host);
[[nodiscard]] PackageReading read_pacman_packages(const Host& host, const PackageVisitor& visit);

}  // namespace firsthour::collectors
