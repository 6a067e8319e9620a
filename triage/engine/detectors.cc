// SPDX-License-Identifier: Apache-2.0
#include "triage/engine/detectors.h"

#include "casefile/digest.h"
#include "triage/host/field_catalogue.h"
#include "triage/sandbox_check.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace firsthour::triage {

Result<Detectors> load_detectors(const TriageOptions& options, TriageReport& report) {
  Detectors detectors;
  detectors.largest = options.largest_file;
  auto rules = RuleSet::compile(options.yara, report.rule_problems);
  if (!rules) return tl::unexpected{rules.error()};
  report.yara_rules = (*rules)->rules();
  report.slow_rules = (*rules)->slow_rules();
  std::string digests = report.rules_digest + (*rules)->digest();
  detectors.yara = std::move(*rules);
  if (!options.indicators.empty()) {
    auto indicators = IndicatorSet::load(options.indicators, report.rule_problems);
    if (!indicators) return tl::unexpected{indicators.error()};
    report.indicators = (*indicators)->count();
    digests += (*indicators)->digest();
    detectors.indicators = std::move(*indicators);
  }
  if (!options.sigma.empty() && !options.sigma_mappings.empty()) {
    const HostFieldCatalogue of_hosts;
    auto sigma =
        sigma::SigmaRules::load({options.sigma, options.sigma_mappings, options.placeholders},
                                [&](const sigma::LogSource& source) { return of_hosts.has_source(source); });
    if (!sigma) return tl::unexpected{sigma.error()};
    report.sigma_rules += (*sigma)->rules().size();
    for (const RuleProblem& problem : (*sigma)->problems()) {
      // What is no rule at all was told of by the host checks too.
      const bool known = std::ranges::any_of(report.rule_problems, [&](const RuleProblem& other) {
        return other.file == problem.file && other.line == problem.line && other.what == problem.what;
      });
      if (!known) report.rule_problems.push_back(problem);
    }
    digests += (*sigma)->digest();
    detectors.sigma = std::move(*sigma);
  }
  if (!options.zone.empty()) {
    auto zone = logs::Zone::named(options.zone, "/usr/share/zoneinfo");
    if (!zone) return fail("--zone", zone.error());
    detectors.zones.emplace("", std::move(*zone));
    digests += options.zone;
  }
  if (!options.known_good.empty()) {
    auto known = KnownGood::open(options.known_good, report.rule_problems);
    if (!known) return tl::unexpected{known.error()};
    digests += (*known)->digest();
    detectors.known_good = std::move(*known);
  }
  if (const auto shut_in = try_sandbox(); !shut_in)
    report.unknown.push_back("what hostile files do to the scanner: its workers are not shut in, " +
                             shut_in.error().what);
  // "Nothing suspicious" would be a lie when nothing was looked for.
  const bool any = report.yara_rules + report.sigma_rules + report.indicators > 0;
  if (!any && !report.rule_problems.empty() && options.known_good.empty()) {
    const RuleProblem& first = report.rule_problems.front();
    return fail(Errc::malformed, "none of the rules can be used; " + first.file +
                                     (first.line > 0 ? ":" + std::to_string(first.line) : "") + ": " +
                                     first.what);
  }
  report.rules_digest = sha256(digests).hex();
  return detectors;
}

}  // namespace firsthour::triage
