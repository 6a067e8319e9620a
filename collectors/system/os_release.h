// SPDX-License-Identifier: Apache-2.0
// os-release(5): NAME=value with the quoting of a shell.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// The last assignment of a name stands. Lines that are none are passed over.
[[nodiscard]] std::map<std::string, std::string> parse_os_release(std::string_view text);

}  // namespace firsthour::collectors
