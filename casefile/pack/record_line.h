// SPDX-License-Identifier: Apache-2.0
// An item record as one line: canonical JSON whose last member, "~", holds the first 16 hex digits of the
// SHA-256 of the bytes before it. So a changed record shows at once, also in a stream whose manifest never
// came. It guards against accidents; whoever can forge a record can forge this too.
#pragma once

#include "casefile/item.h"
#include "casefile/result.h"

#include <string>
#include <string_view>

namespace firsthour::pack {

inline constexpr std::size_t kMostRecord = 4 * 1024 * 1024;  // bytes of one line, '\n' included

// A record that would be longer loses its extents and attributes, becomes `partial` and says so; no_space
// when even that is too long.
[[nodiscard]] Result<std::string> record_line(Item item);
// `line` without its '\n'. Fails with tampered when "~" does not hold, malformed when it is no record.
[[nodiscard]] Result<Item> item_from_line(std::string_view line);

}  // namespace firsthour::pack
