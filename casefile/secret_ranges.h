// SPDX-License-Identifier: Apache-2.0
// What the scanners of mask_secrets share. Private to it.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace firsthour::secret {

inline constexpr std::size_t kNone = std::string_view::npos;

// What is to be hidden: [begin, end).
struct Range {
  std::size_t begin, end;
};
using Ranges = std::vector<Range>;

[[nodiscard]] inline bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
// Length of the quote at `at`: 1, 2 for one escaped inside a JSON string, 0 for none.
[[nodiscard]] std::size_t quote_at(std::string_view text, std::size_t at);
[[nodiscard]] std::size_t skip_spaces(std::string_view text, std::size_t at);
// Where the bare word that begins at `from` ends.
[[nodiscard]] std::size_t value_end(std::string_view text, std::size_t from);
// The value at `from`, between its quotes where it has some; `whole_line`: a header's, with blanks in it.
[[nodiscard]] Range value_range(std::string_view text, std::size_t from, bool whole_line);

// Secrets that stand in commands without a name: `mysql -pX`, `echo X | sudo -S`, `IDENTIFIED BY 'X'`.
void find_in_commands(std::string_view text, Ranges& found);

}  // namespace firsthour::secret
