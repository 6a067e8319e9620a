// SPDX-License-Identifier: Apache-2.0
// Reads netlink messages and their attributes (RFC 3549, netlink(7)) from bytes. Why not libmnl: four
// structs, and every length here is checked against the span instead of trusted.
#pragma once

#include "casefile/result.h"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>

namespace firsthour::collectors {

using Bytes = std::span<const std::byte>;

// A fixed structure at `offset`; nothing when it does not fit. Netlink is in host byte order.
template <class T>
requires std::is_trivially_copyable_v<T>
[[nodiscard]] std::optional<T> fixed_at(Bytes bytes, std::size_t offset = 0) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value;
  std::memcpy(&value, bytes.data() + offset, sizeof value);
  return value;
}

// A number in network byte order, as netfilter and WireGuard write theirs.
template <std::unsigned_integral T>
[[nodiscard]] std::optional<T> big_endian_at(Bytes bytes, std::size_t offset = 0) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return std::nullopt;
  T value = 0;
  for (const auto byte : bytes.subspan(offset, sizeof(T)))
    value = static_cast<T>(value << (sizeof(T) > 1 ? 8 : 0)) | std::to_integer<T>(byte);
  return value;
}

// The bytes as a C string: up to the first NUL or the end.
[[nodiscard]] std::string_view text_of(Bytes bytes);

struct NetlinkMessage {
  std::uint16_t type = 0, flags = 0;
  std::uint32_t sequence = 0;
  Bytes payload;  // valid as long as the buffer
};

// Walks the messages of one datagram. `malformed` (with the offset) once when a header does not fit; then
// the walk is over.
class NetlinkReader {
 public:
  explicit NetlinkReader(Bytes datagram) : all_{datagram} {}
  [[nodiscard]] Result<std::optional<NetlinkMessage>> next();

 private:
  Bytes all_;
  std::size_t at_ = 0;
};

struct NetlinkAttribute {
  std::uint16_t type = 0;  // without the nested and byte-order flags
  Bytes value;
};

// Walks attributes. A broken length ends the walk: what came before stands.
class AttributeReader {
 public:
  explicit AttributeReader(Bytes attributes) : rest_{attributes} {}
  [[nodiscard]] std::optional<NetlinkAttribute> next();
  [[nodiscard]] bool broken() const { return broken_; }

 private:
  Bytes rest_;
  bool broken_ = false;
};

// What follows a fixed header of `size` bytes in a payload (aligned to 4).
[[nodiscard]] Bytes attributes_after(Bytes payload, std::size_t size);

}  // namespace firsthour::collectors
