// SPDX-License-Identifier: Apache-2.0
// How wide text will be, without a font: estimates for labels of drawings and for the pages of a table of
// contents. Chinese characters are one em by design; Latin ones are taken as those of a common serif face.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// The code points of UTF-8 text; each byte that belongs to none counts as U+FFFD.
[[nodiscard]] std::u32string code_points(std::string_view text);
// In ems.
[[nodiscard]] double em_width(char32_t c);
[[nodiscard]] double em_width(std::string_view text);
// The text itself, or its beginning and "…", so that it is at most so many ems wide.
[[nodiscard]] std::string fitted(std::string_view text, double ems);
// At most `most` lines of that width, the last one ending with "…" when there was more.
[[nodiscard]] std::vector<std::string> wrapped_lines(std::string_view text, double ems, std::size_t most);

}  // namespace firsthour::playbooks
