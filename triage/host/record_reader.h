// SPDX-License-Identifier: Apache-2.0
// Reads one host record (casefile/RECORDS.md): a flat JSON object whose values are scalars or lists of
// scalars. Total; recursive over nested objects only, to a fixed depth.
//
// Why not nlohmann-json: a walk gives two million records, and a tree for each costs some 30 allocations
// and several microseconds; this keeps views into the line and allocates only for texts with escapes.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/event.h"

#include <string_view>

namespace firsthour::triage {

// `line` (without its newline) must live as long as the event is used. malformed names the byte offset;
// then the event is empty. Refused: what is no JSON, nested objects and lists, a key twice, text that
// is not UTF-8, more than 512 keys or 65,536 list elements.
[[nodiscard]] Result<> read_record(std::string_view line, sigma::Event& into);

// The same for a line of someone else's log: keys of nested objects (at most 16 deep) are joined by dots, an
// object or list inside a list becomes its own text, bytes need not be UTF-8, and of a key that stands twice
// both values are kept. At most 2,048 keys.
[[nodiscard]] Result<> read_nested_record(std::string_view line, sigma::Event& into);

}  // namespace firsthour::triage
