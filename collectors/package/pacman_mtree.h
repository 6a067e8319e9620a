// SPDX-License-Identifier: Apache-2.0
// The file "mtree" beside each package of pacman: digests, modes and targets of its files, in the format of
// mtree(5) as bsdtar writes it.
#pragma once

#include "collectors/package/package.h"

#include <string_view>

namespace firsthour::collectors {

// Adds to the files of `package` what the expanded text says of them; files that it has no line for stay
// without a digest. Total.
void add_pacman_digests(Package& package, std::string_view mtree);

}  // namespace firsthour::collectors
