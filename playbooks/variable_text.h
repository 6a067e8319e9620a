// SPDX-License-Identifier: Apache-2.0
// Values of variables in texts: `__name__:value` stands for the value of __name__.
#pragma once

#include "casefile/result.h"
#include "playbooks/playbook.h"

#include <functional>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

// The text with each value in its place; `not_found` names the variable that is not defined or not known.
// `as`, where given, says how a value is written after the text made so far (quoted for a shell, escaped).
[[nodiscard]] Result<std::string> with_values(
    std::string_view text, const Variables& variables,
    const std::function<std::string(std::string_view before, std::string_view value)>& as = {});

// Whether a text may be the value of a variable of this type; `malformed` says what it should be. Types that
// the standard does not know take any text.
[[nodiscard]] Result<> check_value(std::string_view type, std::string_view value);

}  // namespace firsthour::playbooks
