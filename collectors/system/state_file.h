// SPDX-License-Identifier: Apache-2.0
// The state files of systemd below /run: "KEY=value" lines as of os-release(5), quotes and escapes undone.
// Total.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace firsthour::collectors {

// At most 256 keys; lines that are no pair are passed over, and of a key that comes twice the last counts.
[[nodiscard]] std::map<std::string, std::string, std::less<>> parse_state_file(std::string_view text);

}  // namespace firsthour::collectors
