// SPDX-License-Identifier: Apache-2.0
// Runs a rule set over many contents in parallel. Equal content is scanned once, and answers for each
// of its names.
#pragma once

#include "casefile/bytes.h"
#include "triage/triage.h"
#include "triage/yara/rule_set.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace firsthour::triage {

struct ScanTarget {
  std::string item;  // case item id, "" for a path
  std::string path;  // bytes of the source's own name
  std::string host;
  std::uint64_t size = 0;
  std::string content;  // equal for equal bytes (a digest); "" when not known
  // Called under a lock; the source it returns is read outside of it.
  std::function<Result<std::unique_ptr<ByteSource>>()> open;
};

// Adds to `report`: findings, not_scanned, items, bytes. Fails only when no scanner can be made.
// interrupted when options.progress said stop; what was found until then is in the report.
[[nodiscard]] Result<> scan_contents(const std::shared_ptr<const RuleSet>& rules,
                                     std::vector<ScanTarget> targets, const TriageOptions& options,
                                     TriageReport& report);

}  // namespace firsthour::triage
