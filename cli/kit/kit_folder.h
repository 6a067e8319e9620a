// SPDX-License-Identifier: Apache-2.0
// What lies in the folder of a kit. Nothing in it is believed: no link is followed, nothing but a regular
// file is opened.
#pragma once

#include "casefile/result.h"

#include <string>
#include <vector>

namespace firsthour::cli {

struct KitEntry {
  std::string path;  // below the kit, '/' between parts; bytes of the medium
  bool regular = false;
};

// Everything below the folder but folders themselves and what is outside the manifest by rule; sorted by
// path. Also there, what stands at the top as anything but the folder or file of that rule is an entry: a
// link `collections` would lead evidence elsewhere.
[[nodiscard]] Result<std::vector<KitEntry>> list_kit(const std::string& folder);

struct KitFileDigest {
  std::string sha256;
  std::uint64_t size = 0;
};
// Of a regular file; `denied` for anything else, as a link.
[[nodiscard]] Result<KitFileDigest> digest_kit_file(const std::string& file);

}  // namespace firsthour::cli
