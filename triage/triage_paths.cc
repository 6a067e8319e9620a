// SPDX-License-Identifier: Apache-2.0
// Triage of files and folders that are in no case.
#include "casefile/digest.h"
#include "triage/engine/path_targets.h"
#include "triage/engine/run.h"
#include "triage/triage.h"

namespace firsthour::triage {

Result<TriageReport> triage_paths(const std::vector<std::string>& paths, const TriageOptions& options) {
  TriageReport report;
  auto rules = RuleSet::compile(options.yara, report.rule_problems);
  if (!rules) return tl::unexpected{rules.error()};
  report.yara_rules = (*rules)->rules();
  report.slow_rules = (*rules)->slow_rules();
  report.rules_digest = (*rules)->digest();
  auto targets = PathTargets::below(paths, report.not_scanned);
  if (!targets) return tl::unexpected{targets.error()};
  const Detectors detectors{*rules, options.largest_file};
  const std::string run = sha256(report.rules_digest + targets->fingerprint()).hex();
  if (auto examined = examine_targets(*targets, detectors, run, options, report); !examined)
    return tl::unexpected{examined.error()};
  rank(report.findings);
  return report;
}

}  // namespace firsthour::triage
