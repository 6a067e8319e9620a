// SPDX-License-Identifier: Apache-2.0
// Whether a record fits the bytes that came before it. Each returns what is wrong, in words; empty: it fits.
#pragma once

#include "casefile/item.h"
#include "casefile/pack/padded_digest.h"

#include <cstdint>
#include <string_view>

namespace firsthour::pack {

[[nodiscard]] inline bool has_bytes(const Item& item) {
  return !item.stored.empty() || item.sha256 || item.size > 0;
}

// A slice of the segment `name` that must begin at `expected_offset`.
[[nodiscard]] std::string_view judge_slice(const Item& item, std::string_view name, std::string_view content,
                                           std::size_t expected_offset);

// The one `content` of item `number`, perhaps padded.
[[nodiscard]] std::string_view judge_content(const Item& item, std::uint32_t number,
                                             const PaddedDigest& content);

// What came of an item in parts.
struct PartsSoFar {
  std::uint32_t parts = 0;
  std::uint64_t size = 0;
  Hasher digest{Algorithm::sha256};
};
[[nodiscard]] std::string_view judge_parts(const Item& item, std::uint32_t number, const PartsSoFar& parts);

}  // namespace firsthour::pack
