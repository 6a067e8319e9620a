// SPDX-License-Identifier: Apache-2.0
// Members of archives and contents of compressed streams, by libarchive.
#pragma once

#include "triage/unfold/unfold.h"

#include <string_view>

namespace firsthour::triage {

// `content` begins with an archive of `kind`, as find_container() said it. False when nothing was given: it
// was empty, or no such archive after all.
bool unfold_archive(std::span<const std::byte> content, std::string_view kind, std::string_view name,
                    UnfoldBudget& budget, InsideVisitor& visitor);

}  // namespace firsthour::triage
