// SPDX-License-Identifier: Apache-2.0
// What a kit says of itself: SHA256SUMS, which `sha256sum -c` checks, and the statement over it that the
// responder's keys sign as a C2SP signed note (SHA256SUMS.note):
//
//   firsthour.kit/v1
//   sha256 HEX         of the bytes of SHA256SUMS
//   files N
#pragma once

#include "casefile/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::cli {

struct KitFile {
  std::string path;    // as check_kit_path wants it
  std::string sha256;  // lower-case hex
};

// A line "HEX  PATH" a file, sorted by the bytes of the paths.
[[nodiscard]] std::string manifest_text(std::span<const KitFile> files);
// Takes exactly what manifest_text gives, else `malformed` with the line: also when two names are one on FAT,
// or one is by rule no part of a manifest. At most 16 MiB.
[[nodiscard]] Result<std::vector<KitFile>> parse_manifest(std::string_view text);
inline constexpr std::uint64_t kLongestManifest = 16 << 20;

// The statement about a manifest of so many files.
[[nodiscard]] std::string kit_statement(std::string_view manifest, std::size_t files);

}  // namespace firsthour::cli
