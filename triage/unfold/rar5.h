// SPDX-License-Identifier: Apache-2.0
// Which members of a RAR 5 archive are encrypted. Own, since libarchive 3.6.2 passes over that mark and calls
// their bytes damaged.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace firsthour::triage {

// One entry a file header, in their order; empty when it is no RAR 5. Ends at the first header that cannot be
// read.
[[nodiscard]] std::vector<bool> encrypted_rar5_members(std::span<const std::byte> archive);

}  // namespace firsthour::triage
