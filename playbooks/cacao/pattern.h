// SPDX-License-Identifier: Apache-2.0
// Regular expressions for MATCHES, in time that grows with text times pattern and never faster: no
// backtracking, so no pattern of a playbook and no answer of a hostile host keeps the runner. Characters,
// ., classes, \d \w \s and their opposites, ^ $, groups, |, * + ? {m,n} (lazy ones find the same). What
// needs memory of what was found (back references, look-around) is refused.
#pragma once

#include "casefile/result.h"

#include <string_view>

namespace firsthour::playbooks {

// Whether the pattern is found anywhere in the text, character by character of UTF-8. `malformed` names what
// is wrong with the pattern.
[[nodiscard]] Result<bool> found_in(std::string_view text, std::string_view pattern);

}  // namespace firsthour::playbooks
