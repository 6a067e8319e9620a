// SPDX-License-Identifier: Apache-2.0
// Commands with the values of variables in their places. A value is data wherever it comes from: a shell sees
// it as part of one word, a URL sees it escaped, JSON sees a string.
#pragma once

#include "casefile/result.h"
#include "playbooks/playbook.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// The command's text as it is run, or as a person reads it. `not_found` names a variable without a value.
[[nodiscard]] Result<std::string> filled(const StepCommand& command, const Variables& variables);
// The words of a tool of ours (own_tool_words), one value never more than a part of one word.
[[nodiscard]] Result<std::vector<std::string>> filled_words(const StepCommand& command,
                                                            const Variables& variables);
// Content and header values of an http-api command; `malformed` when a header's value has a line end.
[[nodiscard]] Result<std::string> filled_content(const StepCommand& command, const Variables& variables);
[[nodiscard]] Result<std::vector<std::pair<std::string, std::string>>> filled_headers(
    const StepCommand& command, const Variables& variables);

// The value as it may stand after the shell text `before`: escaped for single or double quotes where they are
// open, else in quotes of its own unless it is one plain word.
[[nodiscard]] std::string for_shell(std::string_view before, std::string_view value);

}  // namespace firsthour::playbooks
