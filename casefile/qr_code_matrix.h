// SPDX-License-Identifier: Apache-2.0
// The square of a QR code: function patterns, codewords in their zigzag, masks and their penalty. Sections
// are those of ISO/IEC 18004:2015. Private to qr_code.cc.
#pragma once

#include "casefile/qr_code.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace firsthour::qr {

class Matrix {
 public:
  // Draws the function patterns of `version` (1 to 20); format bits are still light.
  explicit Matrix(int version);
  // §7.7.3: two columns at a time from the right, upwards and downwards in turn.
  void place(std::span<const std::uint8_t> codewords);
  // §7.8.3.1: picks the mask of least penalty, applies it and draws the format bits of level M.
  void mask();
  [[nodiscard]] QrCode take() &&;

 private:
  [[nodiscard]] std::size_t at(int x, int y) const { return static_cast<std::size_t>(y * side_ + x); }
  [[nodiscard]] bool dark(int x, int y) const { return dark_[at(x, y)]; }
  void set_function(int x, int y, bool dark);
  void draw_finder(int center_x, int center_y);
  void draw_alignment(int center_x, int center_y);
  void draw_version(int version);
  void draw_format(int mask);
  void flip(int mask);
  [[nodiscard]] int penalty() const;
  [[nodiscard]] int line_penalty(const std::vector<bool>& line) const;

  int side_;
  std::vector<bool> dark_, function_;
};

}  // namespace firsthour::qr
