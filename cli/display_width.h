// SPDX-License-Identifier: Apache-2.0
// How many columns a UTF-8 text takes on a terminal: Chinese characters take two, combining marks none
// (Unicode UAX #11). Why not wcwidth(3): it depends on the host's locale files.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firsthour::cli {

[[nodiscard]] std::size_t display_width(std::string_view utf8);
// Cut to at most `columns`, ending in "…" when something was cut. `columns` >= 1.
[[nodiscard]] std::string fit(std::string_view utf8, std::size_t columns);
// The same, filled with blanks to exactly `columns`.
[[nodiscard]] std::string column(std::string_view utf8, std::size_t columns);
// Lines of at most `columns` columns, broken at blanks or between Chinese characters.
[[nodiscard]] std::string wrap(std::string_view utf8, std::size_t columns, std::string_view indent);

}  // namespace firsthour::cli
