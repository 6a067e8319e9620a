// SPDX-License-Identifier: Apache-2.0
// Item records, as collections and cases hold them.
#pragma once

#include "casefile/verify/json.h"
#include "casefile/verify/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace firsthour::verify {

struct ItemRecord {
  std::string id, kind;
  std::uint64_t size = 0;
  std::optional<std::string> sha256;  // raw bytes; none: the item has no bytes
  std::vector<std::pair<std::string, std::string>>
      digests;  // further ones that are known here: name, raw bytes
  std::vector<std::string> stored;
  std::uint64_t stored_offset = 0;
};

// The members that say what bytes an item has.
[[nodiscard]] Result<ItemRecord> read_record(const Json& record);

// A record as its line in a collection, without the line end: canonical, and with its own check "~" last.
[[nodiscard]] Result<ItemRecord> read_record_line(std::string_view line);

// Whether the "~" at the end of a canonical record is the check of what stands before it.
[[nodiscard]] bool own_check_holds(std::string_view record);

}  // namespace firsthour::verify
