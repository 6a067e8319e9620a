// SPDX-License-Identifier: Apache-2.0
#include "triage/logs/wide_text.h"

namespace firsthour::triage::logs {

void append_utf8(std::string& to, std::uint32_t character) {
  const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0 | (character >> 6));
    put(0x80 | (character & 0x3F));
  } else if (character < 0x10000) {
    put(0xE0 | (character >> 12));
    put(0x80 | ((character >> 6) & 0x3F));
    put(0x80 | (character & 0x3F));
  } else {
    put(0xF0 | (character >> 18));
    put(0x80 | ((character >> 12) & 0x3F));
    put(0x80 | ((character >> 6) & 0x3F));
    put(0x80 | (character & 0x3F));
  }
}

void append_wide(std::string& to, std::string_view bytes, bool big) {
  constexpr std::uint32_t kReplacement = 0xFFFD;
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    std::uint32_t c = wide_unit(bytes, at, big);
    if (c >= 0xD800 && c < 0xDC00 && at + 3 < bytes.size()) {
      const std::uint32_t low = wide_unit(bytes, at + 2, big);
      if (low >= 0xDC00 && low < 0xE000) {
        c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
        at += 2;
      }
    }
    append_utf8(to, c >= 0xD800 && c < 0xE000 ? kReplacement : c);
  }
}

}  // namespace firsthour::triage::logs
