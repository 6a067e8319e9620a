// SPDX-License-Identifier: Apache-2.0
// Numbers in binary files, in either byte order. Past the end of the bytes there is no number.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace firsthour::collectors {

template <std::unsigned_integral N>
[[nodiscard]] std::optional<N> number_at(std::span<const std::byte> bytes, std::uint64_t offset,
                                         bool big_endian) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(N)) return std::nullopt;
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < sizeof(N); ++i) {
    const std::size_t at = offset + (big_endian ? i : sizeof(N) - 1 - i);
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[at]);
  }
  return static_cast<N>(value);
}
template <std::unsigned_integral N>
[[nodiscard]] std::optional<N> big_at(std::span<const std::byte> bytes, std::uint64_t offset) {
  return number_at<N>(bytes, offset, true);
}
template <std::unsigned_integral N>
[[nodiscard]] std::optional<N> little_at(std::span<const std::byte> bytes, std::uint64_t offset) {
  return number_at<N>(bytes, offset, false);
}

}  // namespace firsthour::collectors
