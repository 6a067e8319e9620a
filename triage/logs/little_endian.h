// SPDX-License-Identifier: Apache-2.0
// Numbers as little-endian formats have them. REQUIRES everywhere: the bytes are there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace firsthour::triage::logs {

[[nodiscard]] inline std::uint64_t little(std::string_view bytes, std::size_t at, std::size_t width) {
  std::uint64_t value = 0;
  for (std::size_t i = width; i-- > 0;) value = (value << 8) | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
[[nodiscard]] inline std::uint16_t little16(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint16_t>(little(bytes, at, 2));
}
[[nodiscard]] inline std::uint32_t little32(std::string_view bytes, std::size_t at) {
  return static_cast<std::uint32_t>(little(bytes, at, 4));
}
[[nodiscard]] inline std::uint64_t little64(std::string_view bytes, std::size_t at) {
  return little(bytes, at, 8);
}

}  // namespace firsthour::triage::logs
