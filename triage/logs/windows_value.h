// SPDX-License-Identifier: Apache-2.0
// Values of binary XML in Windows event logs, as the event viewer writes them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::logs {

enum : std::uint8_t {
  kWindowsNull = 0x00,
  kWindowsText = 0x01,
  kWindowsXml = 0x21,
  kWindowsArray = 0x80,  // a flag
};

// The texts of a value: one, or of arrays one an element. Bytes that a type does not account for are left
// out; an unknown type gives its bytes in hexadecimal.
[[nodiscard]] std::vector<std::string> windows_value_texts(std::uint8_t type, std::string_view bytes);

// 100 ns since 1601 as seconds and nanoseconds since 1970.
struct WindowsTime {
  std::int64_t seconds = 0, nanoseconds = 0;
};
[[nodiscard]] WindowsTime windows_time(std::uint64_t filetime);

}  // namespace firsthour::triage::logs
