// SPDX-License-Identifier: Apache-2.0
// Sizes as people type them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour {

// "4G", "700M", "512K", "1000": units of 1024, as dd and split have them; "MiB" and "MB" mean the same.
[[nodiscard]] std::optional<std::uint64_t> parse_size(std::string_view text);

}  // namespace firsthour
