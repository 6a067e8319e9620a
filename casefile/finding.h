// SPDX-License-Identifier: Apache-2.0
// A finding: something in the evidence that a person should look at, and what it stands on.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour {

enum class Severity { info, low, medium, high, critical };
[[nodiscard]] std::string_view name_of(Severity s);
[[nodiscard]] std::optional<Severity> severity_from(std::string_view name);

struct FindingMatch {
  std::string string;  // the rule's name of what matched: "$a", "selection.process.executable"
  std::uint64_t offset = 0, length = 0;
};

struct Finding {
  std::string id;        // stable: first 16 hex digits of SHA-256 over detector, rule, target and matches
  std::string detector;  // "yara", "sigma", "host"
  std::string rule;      // the rule's own id or name
  std::string title;     // one line, English
  std::string title_zh;  // the same in Chinese; may be empty
  Severity severity = Severity::info;
  std::string item;  // case item id it stands on, "" when none
  std::string path;  // the target's own name, display form
  std::string host;
  std::string record;  // the record (one JSON line) it stands on, "" when it stands on bytes
  std::vector<FindingMatch> matches;
  std::string why, why_zh;          // a sentence with the facts filled in
  std::vector<std::string> attack;  // ATT&CK techniques, "T1059.004"
  std::string tool_digest, rule_digest;
};

[[nodiscard]] Json to_json(const Finding& finding);
[[nodiscard]] Result<Finding> finding_from_json(const Json& json);
// Computes the id from the other fields.
[[nodiscard]] std::string finding_id(const Finding& finding);

}  // namespace firsthour
