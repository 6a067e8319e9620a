// SPDX-License-Identifier: Apache-2.0
#include "triage/triage.h"

#include <algorithm>
#include <iterator>
#include <string_view>
#include <tuple>

namespace firsthour::triage {
namespace {

// What runs can act now; what lies on the disk can wait a minute.
bool is_running(const Finding& finding) {
  constexpr std::string_view kProcess = R"({"type":"host.process")", kSocket = R"({"type":"host.socket")";
  return finding.record.starts_with(kProcess) || finding.record.starts_with(kSocket);
}

}  // namespace

void rank(std::vector<Finding>& findings) {
  std::ranges::sort(findings, [](const Finding& a, const Finding& b) {
    const auto order = [](const Finding& f) {
      return std::tuple{-static_cast<int>(f.severity), !is_running(f), std::string_view{f.rule},
                        std::string_view{f.path}, std::string_view{f.id}};
    };
    return order(a) < order(b);
  });
}

void add(TriageReport more, TriageReport& to) {
  const auto append = [](auto& from, auto& into) { std::ranges::move(from, std::back_inserter(into)); };
  to.items += more.items;
  to.records += more.records;
  to.bytes += more.bytes;
  append(more.findings, to.findings);
  append(more.not_scanned, to.not_scanned);
  append(more.unknown, to.unknown);
  to.yara_rules = std::max(to.yara_rules, more.yara_rules);
  to.sigma_rules = std::max(to.sigma_rules, more.sigma_rules);
  if (to.rules_digest.empty()) {
    to.rules_digest = std::move(more.rules_digest);
    to.rule_problems = std::move(more.rule_problems);
    to.slow_rules = std::move(more.slow_rules);
  }
  if (to.no_journal.empty()) to.no_journal = std::move(more.no_journal);
  rank(to.findings);
}

}  // namespace firsthour::triage
