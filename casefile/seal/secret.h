// SPDX-License-Identifier: Apache-2.0
// Bytes that are overwritten when they go out of scope.
#pragma once

#include <openssl/crypto.h>

#include <array>
#include <cstddef>
#include <span>

namespace firsthour {

template <std::size_t N>
struct Secret {
  std::array<std::byte, N> bytes{};

  Secret() = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret() { OPENSSL_cleanse(bytes.data(), N); }

  [[nodiscard]] unsigned char* data() { return reinterpret_cast<unsigned char*>(bytes.data()); }
  [[nodiscard]] const unsigned char* data() const {
    return reinterpret_cast<const unsigned char*>(bytes.data());
  }
  [[nodiscard]] static constexpr std::size_t size() { return N; }
  [[nodiscard]] std::span<std::byte, N> span() { return bytes; }
  [[nodiscard]] std::span<const std::byte, N> span() const { return bytes; }
};

}  // namespace firsthour
