// SPDX-License-Identifier: Apache-2.0
// Netlink answers made by hand.
#pragma once

#include "collectors/network/netlink_message.h"

#include <linux/netlink.h>

#include <span>
#include <string>
#include <string_view>

namespace firsthour::collectors {

template <class T>
std::string bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

// In network byte order.
template <class T>
std::string big_endian(T value) {
  std::string text(sizeof value, '\0');
  for (std::size_t i = sizeof value; i-- > 0; value = static_cast<T>(value >> 8))
    text[i] = static_cast<char>(value & 0xFF);
  return text;
}

inline std::string attribute(std::uint16_t type, std::string_view value) {
  nlattr header{static_cast<std::uint16_t>(sizeof(nlattr) + value.size()), type};
  auto text = bytes_of(header) + std::string{value};
  text.resize((text.size() + 3) / 4 * 4, '\0');
  return text;
}

inline Bytes bytes(const std::string& text) { return std::as_bytes(std::span{text}); }

}  // namespace firsthour::collectors
