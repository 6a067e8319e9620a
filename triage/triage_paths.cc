// SPDX-License-Identifier: Apache-2.0
// Triage of what is in no case: files and folders, and items of a collection while it comes.
#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/engine/capture_run.h"
#include "triage/engine/detectors.h"
#include "triage/engine/path_targets.h"
#include "triage/engine/run.h"
#include "triage/engine/stream_run.h"
#include "triage/settle.h"
#include "triage/triage.h"

#include <set>

namespace firsthour::triage {
namespace {

std::vector<TrafficInput> inputs_of(const std::set<std::uint64_t>& captures, const PathTargets& targets) {
  std::vector<TrafficInput> inputs;
  for (const std::uint64_t place : captures) {
    inputs.push_back({display_utf8(targets.at(place).path), "", "",
                      [&targets, place]() -> Result<std::unique_ptr<ByteSource>> {
                        auto content = targets.open(place);
                        if (!content) return tl::unexpected{content.error()};
                        return source_from_fd(content->release());
                      }});
  }
  return inputs;
}

}  // namespace

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
  const auto captures = examine_targets(*targets, *detectors, run, options, report);
  if (!captures) return tl::unexpected{captures.error()};
  if (auto read = examine_captures(inputs_of(*captures, *targets), *detectors, options, report); !read)
    return tl::unexpected{read.error()};
  settle(report, *allowed);
  return report;
}

}  // namespace firsthour::triage
