// SPDX-License-Identifier: Apache-2.0
// WordprocessingML as text, in the order of elements that ECMA-376 wants: properties first, each in its
// place.
#pragma once

#include "playbooks/reports/anchors.h"
#include "playbooks/reports/document.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

struct ParagraphLook {
  std::string_view style = "Normal";
  bool keep_next = false;
  bool page_break_before = false;
  int list = 0;                 // number of the numbered list it belongs to, 0 for none
  bool exact_small = false;     // a gap of eight points
  std::string_view align = {};  // "right", "center"
  std::string section = {};     // w:sectPr of the section that it ends
};
[[nodiscard]] std::string paragraph_start(const ParagraphLook& look);

struct RunLook {
  bool bold = false;
  std::string_view colour = {};  // "B42318"
};
// Escaped, made printable, line breaks as w:br.
[[nodiscard]] std::string run_text(std::string_view text, const RunLook& look = {}, Mark mark = Mark::plain);
// Runs; those that lead to a place as w:hyperlink.
[[nodiscard]] std::string line_text(const Line& line, const Anchors& anchors, const RunLook& look = {});
// A field with the text that stands for it until it is updated.
[[nodiscard]] std::string field_text(std::string_view instruction, std::string_view shown);
[[nodiscard]] std::string page_field(std::string_view instruction);

// Widths in twentieths of a point.
[[nodiscard]] std::string table_start(const std::vector<int>& widths);
inline constexpr std::string_view kTableEnd = "</w:tbl>";
struct RowLook {
  bool may_split = false, heading = false;
  int height = 0;  // at least
};
[[nodiscard]] std::string row_start(const RowLook& look = {});
inline constexpr std::string_view kRowEnd = "</w:tr>";
[[nodiscard]] std::string cell_start(int width, std::string_view fill = {}, bool centred = false);
inline constexpr std::string_view kCellEnd = "</w:tc>";

}  // namespace firsthour::playbooks
