// SPDX-License-Identifier: Apache-2.0
// Bech32 (BIP 173) without its limit of 90 characters, as age uses it.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

struct Bech32 {
  std::string prefix;  // in lower case
  std::vector<std::byte> data;
  bool capitals = false;  // how it was written
};

// nullopt for mixed case, a wrong checksum, padding that is not zero, other characters.
[[nodiscard]] std::optional<Bech32> from_bech32(std::string_view text);
// REQUIRES a prefix in lower case.
[[nodiscard]] std::string to_bech32(std::string_view prefix, std::span<const std::byte> data);

}  // namespace firsthour
