// SPDX-License-Identifier: Apache-2.0
// Triage of a whole case: checks over host records, and YARA over everything that is a file's content.
#include "casefile/bytes.h"
#include "casefile/digest.h"
#include "casefile/encoding.h"
#include "triage/engine/capture_run.h"
#include "triage/engine/case_targets.h"
#include "triage/engine/detectors.h"
#include "triage/engine/run.h"
#include "triage/indicators/record_indicators.h"
#include "triage/kinds.h"
#include "triage/settle.h"
#include "triage/triage.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

namespace firsthour::triage {
namespace {

bool has_content(const CaseItem& item) { return !item.content.empty() && item.item.size > 0; }

void note_absent(const CaseItem& item, TriageReport& report) {
  if (std::string why = what_is_missing(item.item, has_content(item)); !why.empty())
    report.not_scanned.push_back({item.id, display_utf8(item.item.path), std::move(why)});
}

struct CasePass {
  HostChecks* checks;
  const CaseReader* from;
  TriageReport* report;
  CaseTargets* targets;
  RecordIndicators* indicators;  // none: nullptr
  std::map<std::string, std::uint64_t> other_kinds;

  Result<> operator()(const CaseItem& item) {
    if (checks) {
      if (auto taken = checks->take(item, *from); !taken) {
        report->not_scanned.push_back({item.id, display_utf8(item.item.path), taken.error().what});
      }
    }
    if (indicators) {
      if (auto taken = indicators->take(item, *from); !taken)
        report->not_scanned.push_back({item.id, display_utf8(item.item.path), taken.error().what});
    }
    // A file that was taken out of a capture is looked at in there, unless it is whole only by itself.
    if (item.item.attributes.contains("triage.way")) return {};
    if (!is_for_rules(item.item.kind)) {
      if (item.item.kind != "mark") ++other_kinds[item.item.kind];
    } else {
      note_absent(item, *report);
      if (has_content(item)) targets->add(item);
    }
    return {};
  }
};

// What wall clocks of each host meant, where its zone file was collected.
std::map<std::string, logs::Zone> zones_of_hosts(const CaseReader& from) {
  constexpr std::uint64_t kLargestZone = 64U << 10U;
  std::map<std::string, logs::Zone> zones;
  const auto walked = from.each_item([&](const CaseItem& item) -> Result<> {
    if (item.item.path != "/etc/localtime" || !has_content(item) || item.item.size > kLargestZone) return {};
    auto source = from.content(item);
    auto bytes =
        source ? read_all(**source, kLargestZone) : Result<std::string>{tl::unexpected{source.error()}};
    if (!bytes) return {};
    if (auto zone = logs::Zone::from_tzif(as_bytes(*bytes), "/etc/localtime"))
      zones.emplace(item.item.host, std::move(*zone));
    return {};
  });
  return walked ? zones : std::map<std::string, logs::Zone>{};
}

}  // namespace

Result<TriageReport> triage_case(const CaseReader& from, const TriageOptions& options) {
  TriageReport report;
  const auto allowed = AllowList::load(options.allow);
  if (!allowed) return tl::unexpected{allowed.error()};
  std::unique_ptr<HostChecks> checks;
  if (!options.sigma.empty()) {
    auto loaded = HostChecks::load(options.sigma);
    if (!loaded) return tl::unexpected{loaded.error()};
    checks = std::move(*loaded);
    report.rule_problems = checks->rule_problems();
  }
  if (checks) report.rules_digest = checks->rules_digest();
  auto detectors = load_detectors(options, report);
  if (!detectors) return tl::unexpected{detectors.error()};

  CaseTargets targets{from};
  if (options.zone.empty()) detectors->zones = zones_of_hosts(from);
  std::optional<RecordIndicators> indicators;
  if (detectors->indicators) indicators.emplace(*detectors->indicators);
  CasePass pass{checks.get(), &from, &report, &targets, indicators ? &*indicators : nullptr, {}};
  if (auto walked = from.each_item([&](const CaseItem& item) { return pass(item); }); !walked) {
    return tl::unexpected{walked.error()};
  }
  if (checks) {
    report.findings = checks->findings();
    report.unknown = checks->unknown();
    report.sigma_rules += checks->rule_count();
    if (const auto* hosts = dynamic_cast<const SigmaHostChecks*>(checks.get()); hosts && detectors->sigma)
      detectors->records = hosts->as_entries(*detectors->sigma);
  }
  if (indicators) {
    indicators->finish();
    std::ranges::copy(indicators->findings(), std::back_inserter(report.findings));
    std::ranges::copy(indicators->unknown(), std::back_inserter(report.unknown));
  }
  for (const auto& [kind, count] : pass.other_kinds) {
    report.records += count;
    report.not_scanned.push_back({"", std::to_string(count) + " items of kind " + kind,
                                  "not file content: judged by the host checks, not by YARA"});
  }
  const std::string run =
      sha256(report.rules_digest + std::to_string(options.largest_file) + targets.fingerprint()).hex();
  if (auto examined = examine_targets(targets, *detectors, run, options, report); !examined)
    return tl::unexpected{examined.error()};
  const auto captures = captures_of(from);
  if (!captures) return tl::unexpected{captures.error()};
  if (auto read = examine_captures(*captures, *detectors, options, report); !read)
    return tl::unexpected{read.error()};
  settle(report, *allowed);
  return report;
}

}  // namespace firsthour::triage
