// SPDX-License-Identifier: Apache-2.0
// JSON documents (nlohmann-json), and the JSON form of the vocabulary. Costs seconds to compile: include
// in .cc files only; headers use casefile/json_fwd.h. Collectors write with json_writer.h instead.
#pragma once

#include <nlohmann/json.hpp>

#include "casefile/json_fwd.h"
#include "casefile/result.h"

namespace firsthour {

// Total: `malformed` names the byte offset. Duplicate keys, depth over 200 and non-UTF-8 are refused.
[[nodiscard]] Result<Json> parse_json(std::string_view text);
// Canonical bytes: keys sorted, no blanks, no NaN: the form that is hashed and signed. Our documents
// hold strings, integers, booleans, arrays and objects only, so that this equals RFC 8785.
[[nodiscard]] std::string canonical(const Json& document);

}  // namespace firsthour
