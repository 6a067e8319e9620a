// SPDX-License-Identifier: Apache-2.0
// Triage of what is in no case: files and folders, and items of a collection while it comes.
#include "casefile/digest.h"
#include "triage/engine/detectors.h"
#include "triage/engine/path_targets.h"
#include "triage/engine/run.h"
#include "triage/engine/stream_run.h"
#include "triage/settle.h"
#include "triage/triage.h"

namespace firsthour::triage {

Result<TriageReport> triage_stream(ByteSource& from, const TriageOptions& options) {
  TriageReport report;
  const auto allowed = AllowList::load(options.allow);
  if (!allowed) return tl::unexpected{allowed.error()};
  const auto detectors = load_detectors(options, report);
  if (!detectors) return tl::unexpected{detectors.error()};
  if (auto examined = examine_stream(from, *detectors, options, report); !examined)
    return tl::unexpected{examined.error()};
  settle(report, *allowed);
  return report;
}

Result<TriageReport> triage_paths(const std::vector<std::string>& paths, const TriageOptions& options) {
  TriageReport report;
  const auto allowed = AllowList::load(options.allow);
  if (!allowed) return tl::unexpected{allowed.error()};
  const auto detectors = load_detectors(options, report);
  if (!detectors) return tl::unexpected{detectors.error()};
  auto targets = PathTargets::below(paths, report.not_scanned);
  if (!targets) return tl::unexpected{targets.error()};
  const std::string run =
      sha256(report.rules_digest + std::to_string(options.largest_file) + targets->fingerprint()).hex();
  if (auto examined = examine_targets(*targets, *detectors, run, options, report); !examined)
    return tl::unexpected{examined.error()};
  settle(report, *allowed);
  return report;
}

}  // namespace firsthour::triage
