// SPDX-License-Identifier: Apache-2.0
#include "playbooks/reports/printable.h"

#include <fmt/format.h>

#include <cstdint>
#include <iterator>

namespace firsthour::playbooks {
namespace {

struct Decoded {
  char32_t point = 0;
  std::size_t length = 0;  // 0: the byte is no UTF-8
};

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

Decoded decode(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
  char32_t point = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if (!continues(text[i])) return {};
    point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3FU);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  if (overlong || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return {};
  return {point, length};
}

bool hides_or_turns(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x00AD || c == 0x061C || c == 0x180E ||
         (c >= 0x200B && c <= 0x200F) || (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
         c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c & 0xFFFE) == 0xFFFE ||
         (c >= 0xFDD0 && c <= 0xFDEF) || (c >= 0xE0000 && c <= 0xE007F);
}

void append_escaped(std::string& to, char32_t c) {
  const auto number = static_cast<std::uint32_t>(c);
  if (c == '\n')
    to += "\\n";
  else if (c == '\t')
    to += "\\t";
  else if (c == '\r')
    to += "\\r";
  else if (c < 0x80)
    fmt::format_to(std::back_inserter(to), "\\x{:02x}", number);
  else if (c <= 0xFFFF)
    fmt::format_to(std::back_inserter(to), "\\u{:04x}", number);
  else
    fmt::format_to(std::back_inserter(to), "\\U{:08x}", number);
}

std::string cleaned(std::string_view text, bool keep_breaks) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.length == 0) {
      fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(text[0]));
      text.remove_prefix(1);
      continue;
    }
    if (hides_or_turns(next.point) && !(keep_breaks && next.point == '\n'))
      append_escaped(out, next.point);
    else
      out.append(text.substr(0, next.length));
    text.remove_prefix(next.length);
  }
  return out;
}

}  // namespace

std::string printable(std::string_view text) { return cleaned(text, true); }

std::string evidence_text(std::string_view bytes, std::size_t most) {
  std::size_t shown = bytes.size();
  if (shown > most) {
    shown = most;
    while (shown > 0 && continues(bytes[shown])) --shown;  // not through a character
  }
  std::string out = cleaned(bytes.substr(0, shown), false);
  if (shown < bytes.size()) out += fmt::format("…(+{})", bytes.size() - shown);
  return out;
}

}  // namespace firsthour::playbooks
