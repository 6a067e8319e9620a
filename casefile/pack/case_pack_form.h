// SPDX-License-Identifier: Apache-2.0
// The names in a packed case.
#pragma once

#include "casefile/digest.h"
#include "casefile/pack/tar_reader.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::pack {

// 1 to 100 bytes of UTF-8 without control characters and slashes, the first none of `.`, `-` and `~`.
[[nodiscard]] bool is_case_folder(std::string_view name);
// "objects/27/7089…"
[[nodiscard]] std::string object_entry(const Sha256& digest);
// Exact: what parses renders to the same text again.
[[nodiscard]] std::optional<Sha256> parse_object_entry(std::string_view name);

inline constexpr TarForm kPackedCaseForm{"HEAD", is_case_folder};

}  // namespace firsthour::pack
