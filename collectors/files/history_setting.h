// SPDX-License-Identifier: Apache-2.0
// What start files of shells say of HISTFILE: the words of POSIX shells, without running them.
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace firsthour::collectors {

struct NamedHistories {
  std::set<std::string> paths;  // absolute
  // Values, without their quotes, that only the shell can turn into a path: other variables, commands, homes
  // of others. Relative ones are here and, since a login begins at home, as paths below it.
  std::set<std::string> open;
};

// What the text of a start file gives to HISTFILE, for the user whose home this is: "~", "$HOME", "${HOME}",
// "$USER", "$LOGNAME" are put in, also where quotes would keep the shell from it. Lines that are comments
// say nothing, an empty value neither. Total.
[[nodiscard]] NamedHistories histories_named_in(std::string_view text, std::string_view home);

}  // namespace firsthour::collectors
