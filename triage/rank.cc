// SPDX-License-Identifier: Apache-2.0
#include "triage/settle.h"
#include "triage/triage.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace firsthour::triage {
namespace {

// What runs can act now; what lies on the disk can wait a minute.
bool is_running(const Finding& finding) {
  constexpr std::string_view kProcess = R"({"type":"host.process")", kSocket = R"({"type":"host.socket")";
  return finding.record.starts_with(kProcess) || finding.record.starts_with(kSocket);
}

// A rule that states none weighs what its severity stands for.
std::uint64_t weight_of(const Finding& finding, std::uint64_t stated) {
  constexpr std::array<std::uint64_t, 5> kUsual{10, 30, 50, 75, 90};
  return stated > 0 ? stated : kUsual[static_cast<std::size_t>(finding.severity)];
}

double combined(std::vector<std::uint64_t> scores) {
  std::ranges::sort(scores, std::ranges::greater{});
  double left = 1, weight = 1;
  for (const std::uint64_t score : scores) {
    left *= 1 - static_cast<double>(score) / 100 * weight;
    weight /= 2;
  }
  return 100 * (1 - left);
}

std::vector<TargetScore> scores_of(const TriageReport& report) {
  std::map<std::pair<std::string_view, std::string_view>, std::vector<std::uint64_t>> weights;
  for (const Finding& finding : report.findings)
    if (const auto place = report.place_of.find(finding.id); place != report.place_of.end())
      weights[{finding.item, place->second.target}].push_back(weight_of(finding, place->second.score));
  std::vector<TargetScore> scores;
  for (auto& [target, of_target] : weights)
    scores.push_back({std::string{target.first}, std::string{target.second}, combined(std::move(of_target))});
  std::ranges::stable_sort(scores, std::ranges::greater{}, &TargetScore::score);
  return scores;
}

}  // namespace

void settle(TriageReport& report, const AllowList& allowed) {
  using namespace std::chrono;
  const std::int64_t today = floor<days>(system_clock::now()).time_since_epoch().count();
  std::vector<Finding> kept;
  for (Finding& finding : report.findings) {
    const auto place = report.place_of.find(finding.id);
    std::string reason =
        allowed.reason_for(finding, place == report.place_of.end() ? "" : place->second.sha256, today);
    if (reason.empty())
      kept.push_back(std::move(finding));
    else
      report.allowed.push_back({std::move(finding), std::move(reason)});
  }
  report.findings = std::move(kept);
  rank(report.findings);
  report.scores = scores_of(report);
}

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
  to.log_entries += more.log_entries;
  to.bytes += more.bytes;
  append(more.findings, to.findings);
  append(more.not_scanned, to.not_scanned);
  append(more.unknown, to.unknown);
  append(more.allowed, to.allowed);
  append(more.scores, to.scores);
  to.place_of.merge(more.place_of);
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
