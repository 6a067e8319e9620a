// SPDX-License-Identifier: Apache-2.0
// utmp(5), wtmp, btmp and lastlog as glibc lays them out: 384 and 292 bytes a record where the system has a
// 32-bit twin (x86-64), 400 and 296 where it has none (aarch64). Triage may not include the collectors'
// reader of the same records; this one reads files out of cases, whatever host they are from.
#pragma once

#include <cstddef>
#include <string_view>

namespace firsthour::triage::logs {

struct LoginLayout {
  std::size_t record;                          // bytes
  std::size_t seconds, microseconds, address;  // where they stand
  bool wide;                                   // times of 64 bits
  std::size_t last_login;                      // bytes of a record of lastlog
};
inline constexpr LoginLayout kNarrowLogins{384, 340, 344, 348, false, 292};
inline constexpr LoginLayout kWideLogins{400, 344, 352, 360, true, 296};

// The layout in which more of the first records make sense; the narrow one when neither is better.
[[nodiscard]] const LoginLayout& login_layout_of(std::string_view content);
// At least one record that makes sense stands among the first, or the file is all zeros.
[[nodiscard]] bool looks_like_logins(std::string_view content);
[[nodiscard]] bool looks_like_last_login(std::string_view content);
[[nodiscard]] const LoginLayout& last_login_layout_of(std::string_view content);

}  // namespace firsthour::triage::logs
