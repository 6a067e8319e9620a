// SPDX-License-Identifier: Apache-2.0
// Who runs us, from /etc/passwd itself: the C library would ask the name services, and a static program would
// load their modules from the host.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::cli {

struct Account {
  std::string name, home;
};

// The first line of a passwd(5) text with this user id; nothing when there is none.
[[nodiscard]] std::optional<Account> account_in(std::string_view passwd, unsigned user_id);
// The same of this machine's file.
[[nodiscard]] std::optional<Account> account_of(unsigned user_id);

}  // namespace firsthour::cli
