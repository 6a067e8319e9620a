// SPDX-License-Identifier: Apache-2.0
// From `field|modifier|modifier` and its values to a test. Sigma 2.1 modifiers in use here: contains,
// startswith, endswith, all, exists, cased, neq, cidr, lt, lte, gt, gte, base64, base64offset, wide
// (utf16le), utf16be, utf16, windash, fieldref. Others are refused by name: `re` needs a matcher that
// hostile text cannot slow down, `expand` placeholders and the time parts have no source here yet.
#pragma once

#include "casefile/result.h"
#include "triage/sigma/field_test.h"

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

// `key` without a field ("" or "|all") makes a keyword test. unsupported for a modifier that we lack,
// malformed for values that do not go with the modifiers.
[[nodiscard]] Result<FieldTest> make_field_test(std::string_view key, std::span<const RuleValue> values);

}  // namespace firsthour::triage::sigma
