// SPDX-License-Identifier: Apache-2.0
#include "cli/display_width.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firsthour::cli {
namespace {

struct Range {
  char32_t first, last;
};
// East Asian Width W and F, in the blocks that occur in names and texts.
constexpr std::array kWide{Range{0x1100, 0x115f},   Range{0x2e80, 0x303e},  Range{0x3041, 0x33ff},
                           Range{0x3400, 0x4dbf},   Range{0x4e00, 0x9fff},  Range{0xa000, 0xa4cf},
                           Range{0xac00, 0xd7a3},   Range{0xf900, 0xfaff},  Range{0xfe30, 0xfe6f},
                           Range{0xff00, 0xff60},   Range{0xffe0, 0xffe6},  Range{0x1f300, 0x1f64f},
                           Range{0x1f900, 0x1f9ff}, Range{0x20000, 0x3fffd}};
constexpr std::array kZero{Range{0x0300, 0x036f}, Range{0x200b, 0x200f}, Range{0x202a, 0x202e},
                           Range{0x2060, 0x2064}, Range{0xfe00, 0xfe0f}};

bool in(const auto& ranges, char32_t c) {
  return std::any_of(ranges.begin(), ranges.end(), [c](Range r) { return c >= r.first && c <= r.last; });
}

struct Character {
  char32_t code;
  std::size_t bytes;
};

// The character at the start of `text`; a byte that is not UTF-8 counts as one column.
Character first_of(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t length = lead < 0x80         ? 1
                             : (lead >> 5) == 6  ? 2
                             : (lead >> 4) == 14 ? 3
                             : (lead >> 3) == 30 ? 4
                                                 : 0;
  if (length == 0 || length > text.size()) return {U'?', 1};
  if (length == 1) return {lead, 1};
  auto code = static_cast<char32_t>(lead & (0x7f >> length));
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[i]);
    if ((next >> 6) != 2) return {U'?', 1};
    code = (code << 6) | (next & 0x3f);
  }
  return {code, length};
}

std::size_t width_of(char32_t c) { return in(kZero, c) ? 0 : in(kWide, c) ? 2 : 1; }

// The end of the longest start of `text` that fits into `columns`.
std::size_t prefix_that_fits(std::string_view text, std::size_t columns) {
  std::size_t at = 0, used = 0;
  while (at < text.size()) {
    const Character c = first_of(text.substr(at));
    if (used + width_of(c.code) > columns) break;
    used += width_of(c.code);
    at += c.bytes;
  }
  return at;
}

// Where to break `text`, of which `limit` bytes fit: after the last blank, or between wide characters.
std::size_t break_point(std::string_view text, std::size_t limit) {
  std::size_t best = 0;
  for (std::size_t at = 0; at < limit;) {
    const Character c = first_of(text.substr(at));
    at += c.bytes;
    const bool fits = at <= limit;
    // A line does not begin with a closing mark (U+3001, U+3002, full-width comma and the like).
    const char32_t next = at < text.size() ? first_of(text.substr(at)).code : U' ';
    const bool closing = next == 0x3001 || next == 0x3002 || next == 0xff0c || next == 0xff1b ||
                         next == 0xff1a || next == 0xff09 || next == 0x300b;
    if (fits && (c.code == U' ' || (in(kWide, c.code) && !closing))) best = at;
  }
  return best == 0 ? limit : best;
}

}  // namespace

std::size_t display_width(std::string_view utf8) {
  std::size_t width = 0;
  for (std::size_t at = 0; at < utf8.size();) {
    const Character c = first_of(utf8.substr(at));
    width += width_of(c.code);
    at += c.bytes;
  }
  return width;
}

std::string fit(std::string_view utf8, std::size_t columns) {
  if (display_width(utf8) <= columns) return std::string{utf8};
  return std::string{utf8.substr(0, prefix_that_fits(utf8, columns - 1))} + "…";
}

std::string column(std::string_view utf8, std::size_t columns) {
  std::string text = fit(utf8, columns);
  text.append(columns - display_width(text), ' ');
  return text;
}

std::string wrap(std::string_view utf8, std::size_t columns, std::string_view indent) {
  const std::size_t room = columns > display_width(indent) + 10 ? columns - display_width(indent) : 10;
  std::string out;
  while (!utf8.empty()) {
    std::size_t end = utf8.size();
    if (display_width(utf8) > room)
      end = break_point(utf8, std::max<std::size_t>(prefix_that_fits(utf8, room), 1));
    std::string_view line = utf8.substr(0, end);
    utf8.remove_prefix(end);
    while (!utf8.empty() && utf8.front() == ' ') utf8.remove_prefix(1);
    while (!line.empty() && line.back() == ' ') line.remove_suffix(1);
    out.append(indent).append(line).append("\n");
  }
  return out;
}

}  // namespace firsthour::cli
