// SPDX-License-Identifier: Apache-2.0
// JSON documents (nlohmann-json), and the JSON form of the vocabulary. Costs seconds to compile: include
// in .cc files only; headers use casefile/json_fwd.h. Collectors write with json_writer.h instead.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <nlohmann/json.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour {

// Total: `malformed` names the byte offset. Duplicate keys, depth over 200 and non-UTF-8 are refused.
[[nodiscard]] Result<Json> parse_json(std::string_view text);
// Canonical bytes after RFC 8785 (JCS): keys sorted by UTF-16 units, no blanks, numbers as ECMAScript
// writes them; the form that is hashed and signed. Two cases that JCS has no form for: an integer literal
// beyond 2^53-1 keeps all its digits, NaN and infinities become null. Never throws on text that is not
// UTF-8: such bytes become U+FFFD.
[[nodiscard]] std::string canonical(const Json& document);

// An integer that survives every JSON reader: a number up to 2^53-1, above it a string of decimal digits
// (addresses in a process, inodes of overlayfs). The second reads both forms.
[[nodiscard]] Json exact_integer(std::uint64_t value);
[[nodiscard]] std::optional<std::uint64_t> exact_integer_from(const Json& value);

}  // namespace firsthour
