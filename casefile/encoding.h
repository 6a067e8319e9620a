// SPDX-License-Identifier: Apache-2.0
// Text forms of bytes: hex, base64, UTF-8 checks.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

[[nodiscard]] inline std::span<const std::byte> as_bytes(std::string_view text) {
  return std::as_bytes(std::span{text.data(), text.size()});
}
[[nodiscard]] inline std::string_view as_text(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

[[nodiscard]] std::string to_hex(std::span<const std::byte> bytes);  // lower case
[[nodiscard]] std::optional<std::vector<std::byte>> from_hex(std::string_view hex);
// A digest as people compare it: groups of so many digits with a blank between.
[[nodiscard]] std::string in_groups(std::string_view hex, std::size_t digits = 4);
[[nodiscard]] std::string to_base64(std::span<const std::byte> bytes);  // RFC 4648 §4, padded
[[nodiscard]] std::optional<std::vector<std::byte>> from_base64(std::string_view text);

[[nodiscard]] bool is_utf8(std::string_view bytes);  // no surrogates, no overlong forms
// The text with every byte that is not UTF-8 replaced by U+FFFD: for display only.
[[nodiscard]] std::string display_utf8(std::string_view bytes);
// One line that is safe on a terminal: control characters, ESC, bidi controls and invalid bytes are
// shown as \n, \x1b, \u202e. For names that come from evidence.
[[nodiscard]] std::string escape_for_terminal(std::string_view bytes);

}  // namespace firsthour
