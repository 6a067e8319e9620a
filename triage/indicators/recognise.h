// SPDX-License-Identifier: Apache-2.0
// What a value of a list is.
#pragma once

#include "triage/indicators/indicator_set.h"

#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage {

// "hxxp://evil[.]example" → "http://evil.example".
[[nodiscard]] std::string refanged(std::string_view value);
[[nodiscard]] std::optional<Algorithm> algorithm_of_digest(std::string_view hex);
[[nodiscard]] bool is_domain(std::string_view value);
// The kind of a bare value; file_name when it is nothing else.
[[nodiscard]] IndicatorKind recognise(std::string_view value);
// The kind that a column, STIX path or MISP type names: "ip-dst", "sha256", "domain", …; nothing when
// unknown.
[[nodiscard]] std::optional<IndicatorKind> kind_named(std::string_view name);
// As indicators of this kind are kept and looked up; nothing when the value is none of them.
[[nodiscard]] std::optional<std::string> canonical(IndicatorKind kind, std::string_view value);

}  // namespace firsthour::triage
