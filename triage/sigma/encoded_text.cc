// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/encoded_text.h"

#include "casefile/encoding.h"

#include <array>
#include <cstdint>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

constexpr std::array<std::string_view, 5> kDashes{"-", "/", "\u2013", "\u2014", "\u2015"};

// REQUIRES: `text` is UTF-8.
char32_t next_character(std::string_view text, std::size_t& at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned first = byte(at++);
  if (first < 0x80) return first;
  const int more = first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : 1;
  char32_t character = first & (0x3FU >> more);
  for (int i = 0; i < more; ++i) character = (character << 6) | (byte(at++) & 0x3FU);
  return character;
}

bool is_word_byte(char c) {
  const auto u = static_cast<unsigned char>(c);
  return (u >= '0' && u <= '9') || (u >= 'A' && u <= 'Z') || (u >= 'a' && u <= 'z') || u == '_' || u >= 0x80;
}

// A dash of three bytes ends with a byte that would pass for a letter.
bool word_ends_at(std::string_view text, std::size_t end) {
  if (end == 0) return false;
  if (end >= 3 && dash_length(text, end - 3) == 3) return false;
  return is_word_byte(text[end - 1]);
}

bool word_starts_at(std::string_view text, std::size_t at) {
  return at < text.size() && dash_length(text, at) == 0 && is_word_byte(text[at]);
}

}  // namespace

Result<std::string> as_utf16(std::string_view text, std::string_view encoding) {
  if (!is_utf8(text)) return fail(Errc::malformed, "a value that is not UTF-8 cannot become UTF-16");
  const bool big = encoding == "utf16be";
  std::string wide = encoding == "utf16" ? "\xFF\xFE" : "";
  const auto put = [&](std::uint32_t unit) {
    const char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit & 0xFFU);
    wide += big ? high : low;
    wide += big ? low : high;
  };
  for (std::size_t at = 0; at < text.size();) {
    const char32_t character = next_character(text, at);
    if (character < 0x10000) {
      put(character);
    } else {
      put(0xD800 + ((character - 0x10000) >> 10));
      put(0xDC00 + ((character - 0x10000) & 0x3FFU));
    }
  }
  return wide;
}

std::vector<std::string> base64_at_offsets(std::string_view text) {
  constexpr std::array<std::size_t, 3> kSkip{0, 2, 3}, kCut{0, 3, 2};
  std::vector<std::string> forms;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string encoded = to_base64(as_bytes(std::string(offset, ' ').append(text)));
    const std::size_t cut = kCut[(offset + text.size()) % 3];
    if (encoded.size() > kSkip[offset] + cut) {
      forms.push_back(encoded.substr(kSkip[offset], encoded.size() - kSkip[offset] - cut));
    }
  }
  return forms;
}

std::size_t dash_length(std::string_view text, std::size_t at) {
  for (const std::string_view dash : kDashes) {
    if (text.substr(at, dash.size()) == dash) return dash.size();
  }
  return 0;
}

std::size_t option_dash(std::string_view text, std::size_t at) {
  const std::size_t length = dash_length(text, at);
  if (length == 0 || word_ends_at(text, at) || !word_starts_at(text, at + length)) return 0;
  return length;
}

Result<std::vector<std::string>> with_other_dashes(std::string_view text, std::size_t most) {
  std::vector<std::string> forms{""};
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = option_dash(text, at);
    if (length == 0) {
      for (std::string& form : forms) form += text[at];
      ++at;
      continue;
    }
    if (forms.size() * kDashes.size() > most) return fail(Errc::malformed, "too many dashes in one value");
    std::vector<std::string> longer;
    for (const std::string& form : forms) {
      for (const std::string_view dash : kDashes) longer.push_back(form + std::string{dash});
    }
    forms = std::move(longer);
    at += length;
  }
  return forms;
}

}  // namespace firsthour::triage::sigma
