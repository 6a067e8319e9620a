// SPDX-License-Identifier: Apache-2.0
// Findings on the screen and in the ledger.
#pragma once

#include "casefile/case.h"
#include "casefile/finding.h"
#include "cli/command.h"
#include "triage/triage.h"

#include <optional>
#include <string>
#include <vector>

namespace firsthour::cli {

// One line: severity, title, what it stands on, why; fits the terminal.
[[nodiscard]] std::string finding_line(const Terminal& terminal, const Finding& finding);
// The first screen: at most `limit` findings, most severe first, and how many more there are.
void show_findings(Terminal& terminal, const std::vector<Finding>& ranked, std::size_t limit);

// Appends those whose id the ledger does not hold yet; how many that were.
[[nodiscard]] Try<std::uint64_t> record_findings(CaseWriter& the_case, const std::vector<Finding>& findings);
// Appends one `analysed` event: totals, what was not looked at and why, digests of tool and rules.
[[nodiscard]] Try<> record_analysis(CaseWriter& the_case, const triage::TriageReport& report);

// What was not looked at, which checks could not be made, which rules were wrong.
void tell_of_gaps(Terminal& terminal, const triage::TriageReport& report);

// True when one is at or over the level of --fail-on.
[[nodiscard]] bool over_limit(const std::vector<Finding>& findings,
                              const std::optional<std::string>& fail_on);

inline constexpr Option kFailOnOption{
    "fail-on",
    "info|low|medium|high|critical",
    {"exit 5 when a finding is at or over this level", "有此级别及以上发现时退出码为 5"}};
inline constexpr Option kRulesOption{
    "rules",
    "DIR",
    {"use these rules instead of the shipped ones: a folder or a file, YARA or Sigma",
     "改用这些规则：文件夹或文件，YARA 或 Sigma"},
    true};

}  // namespace firsthour::cli
