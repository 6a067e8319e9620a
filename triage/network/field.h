// SPDX-License-Identifier: Apache-2.0
// Fields of wire formats. Cursor is total: reading past the end gives zeros and empty spans and ok() is false
// from then on, so that a dissector asks once, at the end, instead of after each field.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string_view>

namespace firsthour::triage::network {

using Bytes = std::span<const std::byte>;

// REQUIRES: the bytes are there.
[[nodiscard]] inline std::uint8_t byte_at(Bytes b, std::size_t at) {
  return static_cast<std::uint8_t>(b[at]);
}
[[nodiscard]] inline std::uint16_t be16(Bytes b, std::size_t at) {
  std::uint16_t v;
  std::memcpy(&v, b.data() + at, 2);
  return __builtin_bswap16(v);
}
[[nodiscard]] inline std::uint32_t be32(Bytes b, std::size_t at) {
  std::uint32_t v;
  std::memcpy(&v, b.data() + at, 4);
  return __builtin_bswap32(v);
}
[[nodiscard]] inline std::uint16_t le16(Bytes b, std::size_t at) { return __builtin_bswap16(be16(b, at)); }
[[nodiscard]] inline std::uint32_t le32(Bytes b, std::size_t at) { return __builtin_bswap32(be32(b, at)); }

[[nodiscard]] inline std::string_view text_of(Bytes b) {
  return {reinterpret_cast<const char*>(b.data()), b.size()};
}

class Cursor {
 public:
  explicit Cursor(Bytes all) : all_{all} {}
  [[nodiscard]] bool ok() const { return ok_; }
  [[nodiscard]] bool empty() const { return at_ >= all_.size(); }
  [[nodiscard]] std::size_t at() const { return at_; }
  [[nodiscard]] std::size_t left() const { return all_.size() - at_; }
  [[nodiscard]] Bytes rest() const { return all_.subspan(at_); }
  Bytes take(std::size_t n) {
    if (n > left()) {
      ok_ = false;
      at_ = all_.size();
      return {};
    }
    const Bytes taken = all_.subspan(at_, n);
    at_ += n;
    return taken;
  }
  std::uint8_t u8() {
    const Bytes b = take(1);
    return b.empty() ? std::uint8_t{0} : byte_at(b, 0);
  }
  std::uint16_t u16() {
    const Bytes b = take(2);
    return b.empty() ? std::uint16_t{0} : be16(b, 0);
  }
  std::uint32_t u24() {
    const std::uint32_t high = u8();
    return high << 16 | u16();
  }
  std::uint32_t u32() {
    const Bytes b = take(4);
    return b.empty() ? 0 : be32(b, 0);
  }

 private:
  Bytes all_;
  std::size_t at_ = 0;
  bool ok_ = true;
};

}  // namespace firsthour::triage::network
