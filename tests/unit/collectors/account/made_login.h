// SPDX-License-Identifier: Apache-2.0
// Login records as a C library writes them, built field by field from utmp(5) for both layouts.
#pragma once

#include "collectors/account/login_record.h"

#include <arpa/inet.h>

#include <cstdint>
#include <cstring>
#include <string>

namespace firsthour::tests {

template <class T>
void append_number(std::string& to, T value) {
  char bytes[sizeof value];
  std::memcpy(bytes, &value, sizeof value);
  to.append(bytes, sizeof bytes);
}

inline void append_field(std::string& to, std::string text, std::size_t size) {
  text.resize(size, '\0');
  to += text;
}

inline std::string made_login(collectors::LoginLayout layout, std::int16_t type, const std::string& user,
                              const std::string& line, const std::string& host, std::int64_t seconds,
                              std::int32_t pid, const std::string& ip) {
  const bool wide = layout == collectors::LoginLayout::wide;
  std::string bytes;
  append_number<std::int16_t>(bytes, type);
  append_number<std::int16_t>(bytes, 0);
  append_number<std::int32_t>(bytes, pid);
  append_field(bytes, line, 32);
  append_field(bytes, "id", 4);
  append_field(bytes, user, 32);
  append_field(bytes, host, 256);
  append_number<std::int32_t>(bytes, 0);  // exit status
  if (wide) {
    append_number<std::int64_t>(bytes, 0);  // session
    append_number<std::int64_t>(bytes, seconds);
    append_number<std::int64_t>(bytes, 0);
  } else {
    append_number<std::uint32_t>(bytes, 0);
    append_number<std::uint32_t>(bytes, static_cast<std::uint32_t>(seconds));
    append_number<std::uint32_t>(bytes, 0);
  }
  std::string address(16, '\0');
  if (!ip.empty())
    inet_pton(ip.find(':') == std::string::npos ? AF_INET : AF_INET6, ip.c_str(), address.data());
  bytes += address;
  bytes.resize(wide ? 400 : 384, '\0');
  return bytes;
}

}  // namespace firsthour::tests
