// SPDX-License-Identifier: Apache-2.0
// The numbers of KNOWN_GOOD.md.
#pragma once

#include "casefile/digest.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace firsthour::triage::known_good {

inline constexpr std::string_view kMagic = "firsthour known\n";
inline constexpr std::uint32_t kVersion = 1;
inline constexpr std::size_t kDigestAt = 32, kTableAt = 64, kTableEntries = 65'537;
inline constexpr std::size_t kDigestsAt = kTableAt + kTableEntries * sizeof(std::uint64_t);

[[nodiscard]] inline std::size_t width_of(Algorithm algorithm) {
  return algorithm == Algorithm::md5 ? 16 : algorithm == Algorithm::sha1 ? 20 : 32;
}
[[nodiscard]] inline std::optional<Algorithm> algorithm_of_width(std::size_t width) {
  if (width == 16) return Algorithm::md5;
  if (width == 20) return Algorithm::sha1;
  return width == 32 ? std::optional{Algorithm::sha256} : std::nullopt;
}

}  // namespace firsthour::triage::known_good
