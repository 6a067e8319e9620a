// SPDX-License-Identifier: Apache-2.0
// The words for the bits of /proc/sys/kernel/tainted (Documentation/admin-guide/tainted-kernels.rst).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace firsthour::collectors {

// In order of the bits; a bit without a word here is "bit-N".
[[nodiscard]] std::vector<std::string> taint_words(std::uint64_t tainted);

}  // namespace firsthour::collectors
