// SPDX-License-Identifier: Apache-2.0
// passwd(5), group(5) and shadow(5). Names are bytes. Of a password only its state leaves this file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::collectors {

// Some 60,000 accounts. Parsed they take many times the room, and a collector has 64 MiB.
inline constexpr std::uint64_t kPasswdLimit = 4 << 20;

enum class PasswordState {
  set,     // a hash that a password may match
  locked,  // "!" before it: passwd -l, or an account made without one
  empty,   // no password is asked for
  none,    // "*" and the like: no password can match
};
[[nodiscard]] std::string_view name_of(PasswordState state);

struct UserEntry {
  std::string name, full_name, home, shell;
  std::uint32_t id = 0, group = 0;
  std::optional<PasswordState> password;  // absent: "x", see shadow
};
struct GroupEntry {
  std::string name;
  std::uint32_t id = 0;
  std::vector<std::string> members;
};
struct ShadowEntry {
  std::string name;
  PasswordState password = PasswordState::none;
  std::optional<std::int64_t> changed_day;  // days since 1970; absent when unset or 0 ("change at login")
};

// What the C library takes for an entry, so that no account that can log in is missed: of passwd the fields
// up to the group, of group those up to the id; the others may be absent and are empty then. Comments, blank
// lines and NIS lines ("+…", "-…") are passed over, as are lines without a numeric id.
[[nodiscard]] std::vector<UserEntry> parse_passwd(std::string_view text);
[[nodiscard]] std::vector<GroupEntry> parse_group(std::string_view text);
[[nodiscard]] std::vector<ShadowEntry> parse_shadow(std::string_view text);

}  // namespace firsthour::collectors
