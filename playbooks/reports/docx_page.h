// SPDX-License-Identifier: Apache-2.0
// Pages of a Word file: their shape, and an estimate of what stands on which of them. Lines have exact
// heights in the styles, so only the breaking of lines is estimated; a table of contents may be off by a page
// in long documents until it is updated (F9 in Word and WPS).
#pragma once

#include "playbooks/reports/document.h"

#include <cstddef>

namespace firsthour::playbooks {

// Distances in twentieths of a point. Margins of GB/T 9704: 37, 35, 28, 26 mm at top, bottom, left, right.
struct PageShape {
  int width = 11906, height = 16838, top = 2098, left = 1588, right = 1474, bottom = 1984;
  bool landscape = false;
  [[nodiscard]] constexpr int text_width() const { return width - left - right; }
  [[nodiscard]] constexpr int text_height() const { return height - top - bottom; }
};
inline constexpr PageShape kUpright{};
inline constexpr PageShape kAcross{16838, 11906, 1588, 1134, 1134, 1361, true};

// Heights and sizes of the styles, in twentieths of a point and half points.
struct Typography {
  int body_size, body_line, body_after;
  int heading_size, heading_line, heading_before, heading_after;
  bool indent_first_line;
};
// 仿宋 三号 on 28.95 points, 22 lines a page, is for Chinese reports; forms and English ones are smaller.
[[nodiscard]] const Typography& typography_of(const Document& document);
inline constexpr int kCellSize = 21, kCellLine = 300, kCellAround = 60, kCodeSize = 17;

// How many lines the text takes in a width.
[[nodiscard]] std::size_t lines_in(const Line& line, int width, int half_points);

// Walks down the pages.
class PageWalk {
 public:
  explicit PageWalk(const PageShape& shape) : shape_{shape} {}
  // Lines that may part between pages.
  void lines(std::size_t count, int height, int around = 0);
  // What stays together; taller than a page, it goes on over the next ones.
  void whole(int height);
  // The next thing stands on this page only when so much is left.
  void need(int height);
  void new_page(const PageShape& shape);
  void new_page() { new_page(shape_); }
  void restart_numbers() { page_ = 1; }
  [[nodiscard]] int page() const { return page_; }
  [[nodiscard]] bool at_top() const { return used_ == 0; }

 private:
  PageShape shape_;
  int page_ = 1, used_ = 0;
};

}  // namespace firsthour::playbooks
