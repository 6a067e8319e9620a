// SPDX-License-Identifier: Apache-2.0
#include "triage/origin.h"

#include "casefile/event.h"
#include "casefile/json.h"
#include "triage/origin/gather.h"
#include "triage/origin/target.h"
#include "triage/origin/tracer.h"

#include <algorithm>

namespace firsthour::triage {
namespace {

Result<std::vector<Finding>> recorded_findings(const CaseReader& from) {
  std::vector<Finding> findings;
  auto read = from.each_event(0, from.size(), [&](const Event& event) -> Result<> {
    if (event.type != event_type::finding) return {};
    const auto json = parse_json(event.bytes);
    if (!json || !json->contains("body")) return {};
    if (auto finding = finding_from_json((*json)["body"])) findings.push_back(std::move(*finding));
    return {};
  });
  if (!read) return tl::unexpected{read.error()};
  return findings;
}

// Those that are asked for, the most severe first.
Result<std::vector<Finding>> chosen(const std::vector<Finding>& findings, const OriginOptions& options) {
  std::vector<Finding> asked;
  for (const Finding& finding : findings) {
    const bool wanted = options.finding.empty() ? finding.severity >= options.at_least
                                                : finding.id.starts_with(options.finding);
    if (wanted) asked.push_back(finding);
  }
  if (!options.finding.empty() && asked.empty())
    return fail(Errc::not_found, "no finding `" + options.finding + "`");
  rank(asked);
  return asked;
}

}  // namespace

std::string_view name_of(OriginStrength s) { return s == OriginStrength::proved ? "proved" : "likely"; }

std::string_view name_of(OriginKind k) {
  switch (k) {
    case OriginKind::file:
      return "file";
    case OriginKind::request:
      return "request";
    case OriginKind::address:
      return "address";
    case OriginKind::login:
      return "login";
    case OriginKind::process:
      return "process";
    case OriginKind::connection:
      return "connection";
    case OriginKind::key:
      return "key";
    case OriginKind::entry:
      return "entry";
  }
  return "";
}

Result<OriginReport> trace_origin(const CaseReader& from, const OriginOptions& options) {
  const auto findings = recorded_findings(from);
  if (!findings) return tl::unexpected{findings.error()};
  return trace_origin(from, *findings, options);
}

Result<OriginReport> trace_origin(const CaseReader& from, const std::vector<Finding>& findings,
                                  const OriginOptions& options) {
  OriginReport report;
  const auto asked = chosen(findings, options);
  if (!asked) return tl::unexpected{asked.error()};
  report.findings = asked->size();
  std::vector<origin::Target> targets = origin::targets_of(*asked, from, report.not_traced);
  if (targets.size() > kMostOriginChains) {
    report.left_out = targets.size() - kMostOriginChains;
    targets.resize(kMostOriginChains);
  }
  if (targets.empty()) return report;
  const auto facts = origin::FactGatherer{from, options, targets, report}.gather();
  if (!facts) return tl::unexpected{facts.error()};
  report.unknown.assign(facts->lost.begin(), facts->lost.end());
  for (const origin::Target& target : targets)
    report.chains.push_back(origin::Tracer{*facts, target}.trace());
  return report;
}

}  // namespace firsthour::triage
