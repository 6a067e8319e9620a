// SPDX-License-Identifier: Apache-2.0
// The texts of a bag (BagIt: RFC 8493, and the drafts 0.93 to 0.97 before it). Total: any bytes give a value
// or `malformed` with the line. Nothing here opens a file.
#pragma once

#include "casefile/result.h"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::pack {

// bagit.txt. Always UTF-8; a byte order mark, a blank before a colon and further lines are refused.
struct BagDeclaration {
  unsigned major = 0, minor = 0;
  std::string encoding;  // of the other tag files, as written
  // From 1.0 on: `%25`, `%0A`, `%0D` in names, and each manifest lists all files.
  [[nodiscard]] bool since_1() const { return major >= 1; }
};
[[nodiscard]] Result<BagDeclaration> parse_bag_declaration(std::string_view bytes);

// A tag file in UTF-8: from UTF-8, UTF-16 (by its mark, else big-endian), ISO-8859-1 or US-ASCII; any other
// encoding is `unsupported`. A byte order mark is taken away.
[[nodiscard]] Result<std::string> decode_tag_text(std::string_view bytes, std::string_view encoding);

struct ManifestLine {
  std::string digest;                           // hex, lower case
  std::string path;                             // decoded, without what the two below took away
  bool binary_mark = false, dot_slash = false;  // `*` of md5sum -b, `./`
  bool raw_percent = false;                     // a `%` that encodes nothing, in 1.0
};
[[nodiscard]] Result<std::vector<ManifestLine>> parse_manifest(std::string_view text, bool percent_encoded);

// Label and value of each line, folded lines joined. Lines that have no label are `malformed`.
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> parse_bag_info(std::string_view text);

// The names in fetch.txt. What its addresses are does not matter: nothing is ever fetched.
[[nodiscard]] Result<std::vector<std::string>> parse_fetch(std::string_view text, bool percent_encoded);

// A relative name whose components are none of "", "." and "..", that does not begin with `~`, and that
// Windows would not read as a drive or as a path with backslashes that leads out.
[[nodiscard]] bool stays_inside(std::string_view path);

}  // namespace firsthour::pack
