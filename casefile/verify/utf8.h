// SPDX-License-Identifier: Apache-2.0
// UTF-8 (RFC 3629), strictly: no overlong forms, no surrogates, nothing over U+10FFFF.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace firsthour::verify {

struct Utf8Character {
  char32_t value = 0;
  std::size_t length = 0;  // 0: these bytes are no character
};

[[nodiscard]] Utf8Character utf8_at(std::string_view text, std::size_t at);
[[nodiscard]] bool is_utf8(std::string_view text);
void append_utf8(std::string& text, char32_t character);

}  // namespace firsthour::verify
