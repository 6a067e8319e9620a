// SPDX-License-Identifier: Apache-2.0
// A name that form packs may use, and how its text is found in the facts of a case.
#pragma once

#include "playbooks/reports/case_facts.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace firsthour::playbooks {

struct NamedValue {
  std::string_view name;
  std::string (*value)(const CaseFacts&);
};

[[nodiscard]] std::span<const NamedValue> case_values();   // of the ledger
[[nodiscard]] std::span<const NamedValue> scene_values();  // of what people said of the scene

// "" where there is none.
[[nodiscard]] std::string time_words(const std::optional<Instant>& time);
[[nodiscard]] std::string yes_or_no(const std::optional<bool>& value);  // "是" "否"

}  // namespace firsthour::playbooks
