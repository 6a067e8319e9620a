// SPDX-License-Identifier: Apache-2.0
// Conditions of if- and while-steps: comparison expressions after STIX 2.1 patterning, with and without the
// square brackets, over variables (`__name__:value`). = == != <> < <= > >= IN LIKE MATCHES ISSUBSET
// ISSUPERSET NOT AND OR and parentheses; AND binds closer than OR. Two operands are compared by the
// variable's type: numbers as numbers, addresses as addresses, texts byte by byte. What is not known is an
// error, not false.
#pragma once

#include "casefile/result.h"
#include "playbooks/playbook.h"

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::playbooks {

// `malformed` names the offset in the condition. Depth is bounded (100), so are MATCHES' steps.
[[nodiscard]] Result<> check_condition(std::string_view condition);
// The keys of the variables that it reads, each once, in order.
[[nodiscard]] std::vector<std::string> variables_of(std::string_view condition);
// `not_found` names a variable that is not defined or whose value is unknown.
[[nodiscard]] Result<bool> evaluate(std::string_view condition, const Variables& variables);

}  // namespace firsthour::playbooks
