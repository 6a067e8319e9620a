// SPDX-License-Identifier: Apache-2.0
#include "casefile/qr_code_matrix.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <limits>

namespace firsthour::qr {
namespace {

// Annex E: rows and columns at which alignment patterns are centred.
std::vector<int> alignment_centers(int version) {
  if (version == 1) return {};
  const int count = version / 7 + 2;
  const int step = (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
  std::vector<int> centers{6};
  for (int i = count - 2; i >= 0; --i) centers.push_back(version * 4 + 10 - i * step);
  return centers;
}

bool masked(int mask, int x, int y) {
  switch (mask) {
    case 0:
      return (x + y) % 2 == 0;
    case 1:
      return y % 2 == 0;
    case 2:
      return x % 3 == 0;
    case 3:
      return (x + y) % 3 == 0;
    case 4:
      return (x / 3 + y / 2) % 2 == 0;
    case 5:
      return x * y % 2 + x * y % 3 == 0;
    case 6:
      return (x * y % 2 + x * y % 3) % 2 == 0;
    default:
      return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

// The remainder of a BCH code: `data` shifted left by the degree of `generator`, modulo it.
unsigned bch_remainder(unsigned data, unsigned generator, int degree) {
  unsigned rest = data;
  for (int i = 0; i < degree; ++i) rest = (rest << 1) ^ ((rest >> (degree - 1)) * generator);
  return rest;
}

bool bit(unsigned value, int i) { return (value >> i & 1) != 0; }

}  // namespace

Matrix::Matrix(int version)
    : side_{version * 4 + 17},
      dark_(static_cast<std::size_t>(side_ * side_)),
      function_(static_cast<std::size_t>(side_ * side_)) {
  for (int i = 0; i < side_; ++i) {  // timing patterns
    set_function(6, i, i % 2 == 0);
    set_function(i, 6, i % 2 == 0);
  }
  draw_finder(3, 3);
  draw_finder(side_ - 4, 3);
  draw_finder(3, side_ - 4);
  const std::vector<int> centers = alignment_centers(version);
  for (const int x : centers) {
    for (const int y : centers) {
      const bool on_finder = (x == 6 && y == 6) || (x == 6 && y == side_ - 7) || (x == side_ - 7 && y == 6);
      if (!on_finder) draw_alignment(x, y);
    }
  }
  draw_version(version);
  draw_format(0);  // reserves the place
}

void Matrix::set_function(int x, int y, bool dark) {
  dark_[at(x, y)] = dark;
  function_[at(x, y)] = true;
}

void Matrix::draw_finder(int center_x, int center_y) {
  for (int dy = -4; dy <= 4; ++dy) {  // the light separator included
    for (int dx = -4; dx <= 4; ++dx) {
      const int x = center_x + dx, y = center_y + dy;
      if (x < 0 || x >= side_ || y < 0 || y >= side_) continue;
      const int ring = std::max(std::abs(dx), std::abs(dy));
      set_function(x, y, ring != 2 && ring != 4);
    }
  }
}

void Matrix::draw_alignment(int center_x, int center_y) {
  for (int dy = -2; dy <= 2; ++dy) {
    for (int dx = -2; dx <= 2; ++dx) {
      set_function(center_x + dx, center_y + dy, std::max(std::abs(dx), std::abs(dy)) != 1);
    }
  }
}

// §7.10: six bits of version, twelve of BCH, from version 7 on.
void Matrix::draw_version(int version) {
  if (version < 7) return;
  const unsigned number = static_cast<unsigned>(version);
  const unsigned bits = number << 12 | bch_remainder(number, 0x1f25, 12);
  for (int i = 0; i < 18; ++i) {
    const int a = side_ - 11 + i % 3, b = i / 3;
    set_function(a, b, bit(bits, i));
    set_function(b, a, bit(bits, i));
  }
}

// §7.9: level M is 00, then three bits of mask; ten of BCH; XORed so that it is never all light.
void Matrix::draw_format(int mask) {
  const unsigned data = static_cast<unsigned>(mask);
  const unsigned bits = (data << 10 | bch_remainder(data, 0x537, 10)) ^ 0x5412;
  for (int i = 0; i < 6; ++i) set_function(8, i, bit(bits, i));
  set_function(8, 7, bit(bits, 6));
  set_function(8, 8, bit(bits, 7));
  set_function(7, 8, bit(bits, 8));
  for (int i = 9; i < 15; ++i) set_function(14 - i, 8, bit(bits, i));
  for (int i = 0; i < 8; ++i) set_function(side_ - 1 - i, 8, bit(bits, i));
  for (int i = 8; i < 15; ++i) set_function(8, side_ - 15 + i, bit(bits, i));
  set_function(8, side_ - 8, true);
}

void Matrix::place(std::span<const std::uint8_t> codewords) {
  std::size_t i = 0;
  for (int right = side_ - 1; right >= 1; right -= 2) {
    if (right == 6) right = 5;  // the column of the timing pattern is stepped over
    for (int step = 0; step < side_; ++step) {
      const bool upwards = ((right + 1) & 2) == 0;
      const int y = upwards ? side_ - 1 - step : step;
      for (const int x : {right, right - 1}) {
        if (function_[at(x, y)] || i >= codewords.size() * 8) continue;
        dark_[at(x, y)] = bit(codewords[i / 8], 7 - static_cast<int>(i % 8));
        ++i;
      }
    }
  }
}

void Matrix::flip(int mask) {
  for (int y = 0; y < side_; ++y) {
    for (int x = 0; x < side_; ++x) {
      if (!function_[at(x, y)] && masked(mask, x, y)) dark_[at(x, y)] = !dark_[at(x, y)];
    }
  }
}

void Matrix::mask() {
  int best = 0, least = std::numeric_limits<int>::max();
  for (int mask = 0; mask < 8; ++mask) {
    flip(mask);
    draw_format(mask);
    if (const int cost = penalty(); cost < least) {
      least = cost;
      best = mask;
    }
    flip(mask);
  }
  flip(best);
  draw_format(best);
}

// Rules N1 (runs of five and more) and N3 (what looks like a finder) for one row or column.
int Matrix::line_penalty(const std::vector<bool>& line) const {
  int cost = 0;
  for (std::size_t i = 0, run = 1; i < line.size(); ++i, ++run) {
    if (i + 1 < line.size() && line[i + 1] == line[i]) continue;
    if (run >= 5) cost += static_cast<int>(run) - 2;
    run = 0;
  }
  constexpr std::array<bool, 11> kFinder{true, false, true,  true,  true, false,
                                         true, false, false, false, false};
  for (std::size_t i = 0; i + kFinder.size() <= line.size(); ++i) {
    const auto first = line.begin() + static_cast<std::ptrdiff_t>(i);
    if (std::equal(kFinder.begin(), kFinder.end(), first)) cost += 40;
    if (std::equal(kFinder.rbegin(), kFinder.rend(), first)) cost += 40;
  }
  return cost;
}

int Matrix::penalty() const {
  int cost = 0, dark_modules = 0;
  std::vector<bool> row(static_cast<std::size_t>(side_)), column(static_cast<std::size_t>(side_));
  for (int a = 0; a < side_; ++a) {
    for (int b = 0; b < side_; ++b) {
      row[static_cast<std::size_t>(b)] = dark(b, a);
      column[static_cast<std::size_t>(b)] = dark(a, b);
      dark_modules += dark(b, a) ? 1 : 0;
      const bool corner = a + 1 < side_ && b + 1 < side_;
      if (corner && dark(b, a) == dark(b + 1, a) && dark(b, a) == dark(b, a + 1) &&
          dark(b, a) == dark(b + 1, a + 1)) {
        cost += 3;  // rule N2
      }
    }
    cost += line_penalty(row) + line_penalty(column);
  }
  const int percent = dark_modules * 100 / (side_ * side_);
  return cost + std::abs(percent - 50) / 5 * 10;  // rule N4
}

QrCode Matrix::take() && { return {side_, std::move(dark_)}; }

}  // namespace firsthour::qr
