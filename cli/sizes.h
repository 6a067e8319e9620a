// SPDX-License-Identifier: Apache-2.0
// Sizes for people: "512 B", "3.4 MiB".
#pragma once

#include <cstdint>
#include <string>

namespace firsthour::cli {

[[nodiscard]] std::string human_size(std::uint64_t bytes);

}  // namespace firsthour::cli
