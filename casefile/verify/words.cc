// SPDX-License-Identifier: Apache-2.0
#include "casefile/verify/words.h"

#include "casefile/verify/utf8.h"

#include <array>
#include <cstdio>

namespace firsthour::verify {
namespace {

std::string put_in(std::string_view text, const std::vector<Words>& arguments, std::string Words::*language) {
  std::string out;
  for (const Words& argument : arguments) {
    const std::size_t at = text.find("{}");
    if (at == std::string_view::npos) break;
    out += text.substr(0, at);
    out += argument.*language;
    text.remove_prefix(at + 2);
  }
  return out + std::string{text};
}

// Marks that reorder or hide what is printed around them.
bool misleads(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

template <class... A>
std::string printed(const char* format, A... values) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), format, values...);
  return text.data();
}

}  // namespace

Words filled(std::string_view en, std::string_view zh, const std::vector<Words>& arguments) {
  return {put_in(en, arguments, &Words::en), put_in(zh, arguments, &Words::zh)};
}

std::string shown(std::string_view name) {
  std::string out;
  for (std::size_t at = 0; at < name.size();) {
    const Utf8Character c = utf8_at(name, at);
    if (c.length == 0) {
      out += printed("\\x%02x", static_cast<unsigned>(static_cast<unsigned char>(name[at++])));
      continue;
    }
    if (misleads(c.value)) {
      out += printed(c.value < 0x80 ? "\\x%02x" : "\\u{%04x}", static_cast<unsigned>(c.value));
    } else {
      out += name.substr(at, c.length);
    }
    at += c.length;
  }
  return out;
}

std::string shown_size(std::uint64_t bytes) {
  constexpr std::array kUnits{"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  if (bytes < 1024) return std::to_string(bytes) + " B";
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return printed("%.1f %s", value, kUnits[unit]);
}

}  // namespace firsthour::verify
