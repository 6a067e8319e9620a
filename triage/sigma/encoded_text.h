// SPDX-License-Identifier: Apache-2.0
// The forms that a value takes inside encoded or disguised text: UTF-16, base64, other dashes.
#pragma once

#include "casefile/result.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

// `encoding`: "wide" or "utf16le", "utf16be", "utf16" (with its byte order mark, little-endian). malformed
// when the text is not UTF-8.
[[nodiscard]] Result<std::string> as_utf16(std::string_view text, std::string_view encoding);

// The three forms that a text takes inside longer base64 text, without the characters that its neighbours
// change; none for a text so short that nothing of it is left.
[[nodiscard]] std::vector<std::string> base64_at_offsets(std::string_view text);

// `text` with each dash that begins an option written in all five ways, all combinations. malformed when
// these are more than `most`.
[[nodiscard]] Result<std::vector<std::string>> with_other_dashes(std::string_view text, std::size_t most);

// The bytes of the dash at `at`, when it is one that begins an option: a dash, slash, en dash, em dash or
// horizontal bar with no word before it and a word after it. Else 0.
[[nodiscard]] std::size_t option_dash(std::string_view text, std::size_t at);
// The bytes of the dash at `at`, whatever is around it. Else 0.
[[nodiscard]] std::size_t dash_length(std::string_view text, std::size_t at);

}  // namespace firsthour::triage::sigma
