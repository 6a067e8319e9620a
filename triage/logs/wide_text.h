// SPDX-License-Identifier: Apache-2.0
// UTF-16 as logs of Windows have it. Halves of surrogate pairs become U+FFFD.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace firsthour::triage::logs {

// REQUIRES: at + 2 <= bytes.size().
[[nodiscard]] inline std::uint16_t wide_unit(std::string_view bytes, std::size_t at, bool big) {
  const auto first = static_cast<unsigned char>(bytes[at]);
  const auto second = static_cast<unsigned char>(bytes[at + 1]);
  return static_cast<std::uint16_t>(big ? (first << 8) | second : (second << 8) | first);
}

// A last odd byte is left out.
void append_wide(std::string& to, std::string_view bytes, bool big);

void append_utf8(std::string& to, std::uint32_t character);

}  // namespace firsthour::triage::logs
