// SPDX-License-Identifier: Apache-2.0
// utmp(5), wtmp, btmp and lastlog: arrays of C structures as glibc lays them out. On x86-64 (and every system
// with a 32-bit twin) times have 32 bits and a login record 384 bytes; on aarch64 64 bits and 400 bytes.
#pragma once

#include "casefile/instant.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::collectors {

enum class LoginLayout { narrow, wide };  // times of 32 or of 64 bits

struct LoginRecord {
  std::int16_t type = 0;
  std::int32_t pid = 0;
  std::string line, user, host;  // bytes up to the first NUL
  std::optional<Instant> time;   // absent for 0 and for what no clock can say
  std::string ip;                // numeric, empty when there is none
  bool all_zero = false;         // nothing but zeros: an unused slot, or one wiped
};
struct LastLogin {
  std::string line, host;
  std::optional<Instant> time;
};

[[nodiscard]] std::size_t login_record_size(LoginLayout layout);  // 384 or 400
[[nodiscard]] std::size_t last_login_size(LoginLayout layout);    // 292 or 296
// "USER_PROCESS"; "type 17" for what the header does not know.
[[nodiscard]] std::string login_type_name(std::int16_t type);

// The layout in which more of the first records make sense; narrow when neither is better.
[[nodiscard]] LoginLayout login_layout_of(std::span<const std::byte> beginning);

// Of exactly one record; absent when `bytes` is shorter.
[[nodiscard]] std::optional<LoginRecord> parse_login_record(std::span<const std::byte> bytes,
                                                            LoginLayout layout);
[[nodiscard]] std::optional<LastLogin> parse_last_login(std::span<const std::byte> bytes, LoginLayout layout);

}  // namespace firsthour::collectors
