// SPDX-License-Identifier: Apache-2.0
// Cells of one line of separated values.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage {

[[nodiscard]] std::string_view trimmed(std::string_view text);
// RFC 4180, without line breaks in cells: quoted cells may hold the separator and doubled quotes. Blanks
// around a cell are dropped.
[[nodiscard]] std::vector<std::string> cells_of(std::string_view line, char separator);

}  // namespace firsthour::triage
