// SPDX-License-Identifier: Apache-2.0
// Tables of a Word file: widths of columns, rows that stay together, headings that come again on each page.
#include "playbooks/reports/docx_body.h"
#include "playbooks/reports/text_measure.h"
#include "playbooks/reports/writers.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace firsthour::playbooks {
namespace {

constexpr int kCellMargins = 170;
constexpr double kLongestWord = 7.5;  // ems; what is longer (a digest, a path) may break

bool in_word(char32_t c) { return c > U' ' && c < 0x2E80; }

// A cell is a place to write on by itself: its blank is short, so that it does not break.
Line in_cell(Line line) {
  for (Run& run : line)
    if (run.mark == Mark::blank && run.text.size() > 4) run.text.resize(4);
  return line;
}

// The widest word of the text that must not break: Latin words, numbers, days. Chinese breaks anywhere.
double widest_word(std::string_view text) {
  double widest = 0, word = 0;
  const auto end_word = [&] {
    if (word <= kLongestWord) widest = std::max(widest, word);
    word = 0;
  };
  for (const char32_t c : code_points(text)) {
    if (in_word(c))
      word += em_width(c);
    else
      end_word();
  }
  end_word();
  return widest;
}

// Of each column, in twentieths of a point.
std::vector<int> least_widths(const Table& table) {
  constexpr int kEm = kCellSize * 10;
  constexpr double kBold = 1.1;
  std::vector<double> ems;
  for (const Column& column : table.columns) ems.push_back(widest_word(column.title) * kBold);
  for (const auto& row : table.rows)
    for (std::size_t i = 0; i < ems.size() && i < row.size(); ++i)
      for (const Run& run : in_cell(row[i])) {
        const double size = run.mark == Mark::code     ? 1.0 * kCodeSize / kCellSize
                            : run.mark == Mark::strong ? kBold
                                                       : 1;
        ems[i] = std::max(ems[i], widest_word(run.text) * size);
      }
  std::vector<int> widths;
  for (const double em : ems) widths.push_back(static_cast<int>(em * kEm) + kCellMargins + 30);
  return widths;
}

}  // namespace

// By weight; a column in which a word would break takes what it needs from those that have more.
std::vector<int> DocxBody::column_widths(const Table& table) const {
  std::vector<int> widths;
  int left = width();
  for (const Column& column : table.columns) {
    widths.push_back(width() * std::max(0, column.weight) / total_weight(table));
    left -= widths.back();
  }
  if (widths.empty()) return widths;
  widths.back() += left;
  const std::vector<int> least = least_widths(table);
  if (std::accumulate(least.begin(), least.end(), 0) > width()) return widths;
  int owed = 0, spare = 0;
  for (std::size_t i = 0; i < widths.size(); ++i)
    (widths[i] < least[i] ? owed : spare) += std::abs(widths[i] - least[i]);
  if (owed == 0) return widths;
  int sum = 0;
  std::size_t widest = 0;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    widths[i] = widths[i] < least[i]
                    ? least[i]
                    : widths[i] - static_cast<int>(std::int64_t{widths[i] - least[i]} * owed / spare);
    sum += widths[i];
    if (widths[i] > widths[widest]) widest = i;
  }
  widths[widest] += width() - sum;  // what rounding left
  return widths;
}

void DocxBody::table_row(const Table& table, std::size_t row, const std::vector<int>& widths) {
  const auto& cells = table.rows[row];
  std::size_t most = 1;
  for (std::size_t i = 0; i < widths.size() && i < cells.size(); ++i)
    most = std::max(most, lines_in(cells[i], widths[i] - 170, kCellSize));
  const int height = static_cast<int>(most) * kCellLine + kCellAround;
  // A row that fills a third of a page may go over to the next one; else a gap would stand above it.
  const bool may_split = height > shape_.text_height() / 3;
  out_ += row_start({.may_split = may_split});
  for (std::size_t i = 0; i < widths.size(); ++i) {
    out_ += cell_start(widths[i]);
    out_ += paragraph_start({.style = "Cell", .align = table.columns[i].right ? "right" : ""});
    const auto place =
        i == 0 && row < table.anchors.size() ? anchors_.place(table.anchors[row]) : std::nullopt;
    if (place)
      out_ += fmt::format("<w:bookmarkStart w:id=\"{0}\" w:name=\"{1}\"/><w:bookmarkEnd w:id=\"{0}\"/>",
                          ++bookmarks_, *place);
    if (i < cells.size()) out_ += line_text(in_cell(cells[i]), anchors_);
    out_ += "</w:p>";
    out_ += kCellEnd;
  }
  out_ += kRowEnd;
  if (may_split)
    walk_.lines(most, kCellLine, kCellAround);
  else
    walk_.whole(height);
}

void DocxBody::table(const Table& block, bool after_figure) {
  if (block.columns.empty()) return;
  const std::vector<int> widths = column_widths(block);
  std::size_t most = 1;
  for (std::size_t i = 0; i < widths.size(); ++i)
    most = std::max(most, lines_in({Run{block.columns[i].title}}, widths[i] - 170, kCellSize));
  walk_.need((static_cast<int>(most) + (after_figure ? 2 : 1)) * (kCellLine + kCellAround));
  walk_.whole(static_cast<int>(most) * kCellLine + kCellAround);
  out_ += table_start(widths) + row_start({.heading = true});
  for (std::size_t i = 0; i < widths.size(); ++i) {
    out_ += cell_start(widths[i], "E8E8E8", true);
    cell_paragraphs("Cell", run_text(block.columns[i].title, {.bold = true}), "center", true);
    out_ += kCellEnd;
  }
  out_ += kRowEnd;
  for (std::size_t i = 0; i < block.rows.size(); ++i) table_row(block, i, widths);
  out_ += kTableEnd;
  gap();
}

}  // namespace firsthour::playbooks
