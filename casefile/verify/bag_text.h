// SPDX-License-Identifier: Apache-2.0
// The tag files of a BagIt bag (RFC 8493, and version 0.97 before it).
#pragma once

#include "casefile/verify/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::verify {

struct BagDeclaration {
  bool version_1 = false;  // 1.0; else 0.97
  std::string encoding;    // of the other tag files: UTF-8, UTF-16, ISO-8859-1
};
[[nodiscard]] Result<BagDeclaration> read_bag_declaration(std::string_view bagit_txt);

// The text of a tag file as UTF-8; nothing when it is not in that encoding.
[[nodiscard]] std::optional<std::string> decoded(std::string_view bytes, std::string_view encoding);

struct ManifestLine {
  std::string digest;  // raw bytes
  std::string name;    // "data/…", safe to be opened below the bag
};
// A manifest's lines. Refuses the first that names something outside the bag, or is no such line.
[[nodiscard]] Result<std::vector<ManifestLine>> read_manifest(std::string_view text,
                                                              std::string_view algorithm,
                                                              const BagDeclaration& declaration);

// Names in fetch.txt, as safe as those of a manifest.
[[nodiscard]] Result<std::vector<std::string>> read_fetch(std::string_view text,
                                                          const BagDeclaration& declaration);

// Bytes and files, where bag-info.txt has one well-formed Payload-Oxum; nothing when it has none.
[[nodiscard]] Result<std::optional<std::pair<std::uint64_t, std::uint64_t>>> read_oxum(
    std::string_view bag_info);

}  // namespace firsthour::verify
