// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/text_measure.h"

#include <cstdint>

namespace firsthour::playbooks {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// The length that a lead byte announces, 0 when it is none.
std::size_t sequence_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xC2 && lead < 0xE0) return 2;
  if (lead >= 0xE0 && lead < 0xF0) return 3;
  return lead >= 0xF0 && lead < 0xF5 ? 4 : 0;
}

char32_t next_code_point(std::string_view text, std::size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  const std::size_t length = sequence_length(lead);
  if (length == 0 || at + length > text.size()) {
    ++at;
    return kReplacement;
  }
  char32_t c = length == 1 ? lead : lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto next = static_cast<unsigned char>(text[at + i]);
    if ((next & 0xC0U) != 0x80) {
      ++at;
      return kReplacement;
    }
    c = c << 6 | (next & 0x3FU);
  }
  at += length;
  return c;
}

}  // namespace

std::u32string code_points(std::string_view text) {
  std::u32string out;
  for (std::size_t at = 0; at < text.size();) out += next_code_point(text, at);
  return out;
}

double em_width(char32_t c) {
  if (c >= 0x2E80 || (c >= 0x2010 && c <= 0x2027) || (c >= 0x1100 && c <= 0x115F)) return 1;
  if (c < 0x80 && std::u32string_view{U"iljtfr.,:;|!'()[]/ -"}.find(c) != std::u32string_view::npos)
    return 0.32;
  if ((c >= U'A' && c <= U'Z') || c == U'm' || c == U'w' || c == U'@' || c == U'%') return 0.72;
  return 0.5;
}

double em_width(std::string_view text) {
  double width = 0;
  for (std::size_t at = 0; at < text.size();) width += em_width(next_code_point(text, at));
  return width;
}

std::string fitted(std::string_view text, double ems) {
  if (em_width(text) <= ems) return std::string{text};
  double width = 1;  // of "…"
  std::size_t at = 0;
  while (at < text.size()) {
    std::size_t next = at;
    width += em_width(next_code_point(text, next));
    if (width > ems) break;
    at = next;
  }
  return std::string{text.substr(0, at)} + "…";
}

std::vector<std::string> wrapped_lines(std::string_view text, double ems, std::size_t most) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < most) {
    if (em_width(text) <= ems || lines.size() + 1 == most) {
      lines.push_back(fitted(text, ems));
      return lines;
    }
    double width = 0;
    std::size_t at = 0, space = 0;
    while (at < text.size()) {
      std::size_t next = at;
      const char32_t c = next_code_point(text, next);
      width += em_width(c);
      if (width > ems && at > 0) break;
      at = next;
      if (c == U' ') space = at;
    }
    const std::size_t cut = space > 0 ? space : at;
    lines.emplace_back(text.substr(0, cut));
    text.remove_prefix(cut);
  }
  return lines;
}

}  // namespace firsthour::playbooks
