// SPDX-License-Identifier: Apache-2.0
#include "triage/csv_line.h"

namespace firsthour::triage {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t' || text.back() == '\r'))
    text.remove_suffix(1);
  return text;
}

std::vector<std::string> cells_of(std::string_view line, char separator) {
  std::vector<std::string> cells(1);
  bool quoted = false, blank = true;  // of the cell that grows
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"')
      cells.back() += '"', blank = false, ++i;
    else if (c == '"' && (quoted || blank))
      quoted = !quoted;
    else if (c == separator && !quoted)
      cells.emplace_back(), blank = true;
    else
      cells.back() += c, blank = blank && (c == ' ' || c == '\t' || c == '\r');
  }
  for (std::string& cell : cells) cell = std::string{trimmed(cell)};
  return cells;
}

}  // namespace firsthour::triage
