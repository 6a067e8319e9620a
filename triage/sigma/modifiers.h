// SPDX-License-Identifier: Apache-2.0
// From `field|modifier|modifier` and its values to a test: every modifier of Sigma 2.1.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/field_test.h"
#include "triage/sigma/placeholders.h"

#include <span>
#include <string>
#include <string_view>

namespace firsthour::triage::sigma {

// A value as the rule file has it.
struct RuleValue {
  std::string text;
  bool quoted = false;  // a quoted 0 is text
  bool null = false;
};

// `key` without a field ("" or "|all") makes a keyword test. unsupported for a word that is no modifier and
// for placeholders without a value, malformed for values that do not go with the modifiers.
[[nodiscard]] Result<FieldTest> make_field_test(std::string_view key, std::span<const RuleValue> values,
                                                const Placeholders& placeholders = {});

}  // namespace firsthour::triage::sigma
