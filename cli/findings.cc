// SPDX-License-Identifier: Apache-2.0
#include "cli/findings.h"

#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/messages.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace firsthour::cli {
namespace {

// An event has at most 64 KiB: a longer list goes on in events of the type `analysed-more`.
constexpr std::size_t kMostNamed = 60;
constexpr std::string_view kAnalysedMore = "analysed-more";
constexpr std::size_t kLongestText = 300;
constexpr std::size_t kLongestRecord = 16 << 10;

constexpr std::array kSeverities{&say::severity_info, &say::severity_low, &say::severity_medium,
                                 &say::severity_high, &say::severity_critical};

std::string cut(const std::string& text, std::size_t limit) {
  if (text.size() <= limit) return text;
  std::size_t end = limit;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

Json as_body(const Finding& finding) {
  Finding kept = finding;
  if (kept.record.size() > kLongestRecord) kept.record.clear();  // it is in the item, whole
  kept.why = cut(kept.why, kLongestRecord / 4);
  kept.why_zh = cut(kept.why_zh, kLongestRecord / 4);
  if (kept.matches.size() > kMostNamed) kept.matches.resize(kMostNamed);
  return to_json(kept);
}

Try<std::set<std::string>> recorded_ids(const CaseReader& from) {
  std::set<std::string> ids;
  const auto read = from.each_event(0, from.size(), [&](const Event& event) -> Result<> {
    if (event.type != event_type::finding) return {};
    const auto json = parse_json(event.bytes);
    if (!json) return fail("event " + std::to_string(event.sequence), json.error());
    const auto body = json->find("body");
    if (body != json->end() && body->is_object()) ids.insert(body->value("id", ""));
    return {};
  });
  if (!read) return give_up(case_failure(read.error()));
  return ids;
}

using Lists = std::map<std::string, std::vector<Json>>;

Lists lists_of(const triage::TriageReport& report) {
  Lists lists{{"not_scanned", {}}, {"unknown", {}}, {"rule_problems", {}}};
  for (const triage::NotScanned& it : report.not_scanned) {
    lists["not_scanned"].push_back(Json{
        {"item", it.item}, {"path", cut(it.path, kLongestText)}, {"reason", cut(it.reason, kLongestText)}});
  }
  for (const std::string& it : report.unknown) lists["unknown"].emplace_back(cut(it, kLongestText));
  for (const triage::RuleProblem& it : report.rule_problems) {
    lists["rule_problems"].push_back(
        Json{{"file", cut(it.file, kLongestText)}, {"line", it.line}, {"what", cut(it.what, kLongestText)}});
  }
  return lists;
}

// Moves the first of each list into `body`; false when there was nothing left.
bool take_first(Lists& lists, Json& body) {
  bool any = false;
  for (auto& [name, list] : lists) {
    const auto end = list.begin() + static_cast<std::ptrdiff_t>(std::min(list.size(), kMostNamed));
    any = any || end != list.begin();
    body[name] = Json::array();
    for (auto it = list.begin(); it != end; ++it) body[name].push_back(std::move(*it));
    list.erase(list.begin(), end);
  }
  return any;
}

}  // namespace

std::string finding_line(const Terminal& terminal, const Finding& finding) {
  const bool chinese = terminal.language() == Language::zh;
  const std::string& title = chinese && !finding.title_zh.empty() ? finding.title_zh : finding.title;
  const std::string& why = chinese && !finding.why_zh.empty() ? finding.why_zh : finding.why;
  std::string text = title.empty() ? finding.rule : title;
  if (!finding.path.empty() && why.find(finding.path) == std::string::npos) text += ": " + finding.path;
  // Rules without facts of their own repeat the title as the reason.
  const bool repeats = !title.empty() && why.starts_with(title);
  if (!why.empty()) text += repeats ? why.substr(title.size()) : " · " + why;
  const std::string label =
      column(terminal.text(*kSeverities[static_cast<std::size_t>(finding.severity)]), 9);
  // On a terminal one line each; a pipe or a file gets all of it.
  const std::string shown = terminal.out_is_tty() ? fit(terminal.name(text), terminal.columns() - 11) : text;
  return terminal.paint(finding.severity, label) + " " + shown;
}

void show_findings(Terminal& terminal, const std::vector<Finding>& ranked, std::size_t limit) {
  for (std::size_t i = 0; i < ranked.size() && i < limit; ++i)
    terminal.print(finding_line(terminal, ranked[i]));
  if (ranked.size() > limit) terminal.print(terminal.text(say::findings_more, ranked.size() - limit));
  if (ranked.empty()) terminal.print(terminal.text(say::findings_none));
}

Try<std::uint64_t> record_findings(CaseWriter& the_case, const std::vector<Finding>& findings) {
  auto known = recorded_ids(the_case);
  if (!known) return give_up(known.error());
  std::vector<Json> bodies;
  for (const Finding& finding : findings) {
    if (known->insert(finding.id).second) bodies.push_back(as_body(finding));
  }
  if (bodies.empty()) return 0;
  const auto appended = the_case.append_all(event_type::finding, bodies);
  if (!appended) return give_up(appended.error());
  return bodies.size();
}

Try<> record_analysis(CaseWriter& the_case, const triage::TriageReport& report) {
  std::array<std::uint64_t, 5> by_severity{};
  for (const Finding& finding : report.findings) ++by_severity[static_cast<std::size_t>(finding.severity)];
  Json severities = Json::object();
  for (std::size_t i = 0; i < by_severity.size(); ++i) {
    severities[std::string{name_of(static_cast<Severity>(i))}] = by_severity[i];
  }
  Json body{{"what", "triage"},
            {"items", report.items},
            {"bytes", report.bytes},
            {"records", report.records},
            {"findings", report.findings.size()},
            {"by_severity", severities},
            {"not_scanned_count", report.not_scanned.size()},
            {"allowed_count", report.allowed.size()},
            {"unknown_count", report.unknown.size()},
            {"rule_problems_count", report.rule_problems.size()},
            {"yara_rules", report.yara_rules},
            {"sigma_rules", report.sigma_rules},
            {"rules_digest", report.rules_digest}};
  Lists lists = lists_of(report);
  take_first(lists, body);
  if (auto appended = the_case.append(event_type::analysed, body); !appended)
    return give_up(appended.error());
  std::vector<Json> rest;
  for (Json more{{"what", "triage"}}; take_first(lists, more);) rest.push_back(more);
  if (rest.empty()) return {};
  if (auto appended = the_case.append_all(kAnalysedMore, rest); !appended) return give_up(appended.error());
  return {};
}

void tell_of_gaps(Terminal& terminal, const triage::TriageReport& report) {
  for (const auto& problem : report.rule_problems) {
    terminal.warn(say::rule_problem, problem.file, problem.line, problem.what);
  }
  for (const auto& slow : report.slow_rules)
    terminal.detail(terminal.text(say::slow_rule, slow.file, slow.line, slow.what));
  if (!report.no_journal.empty()) terminal.detail(terminal.text(say::no_journal, report.no_journal));
  if (!report.allowed.empty()) terminal.say(say::findings_allowed, report.allowed.size());
  for (const auto& [finding, reason] : report.allowed)
    terminal.detail("  " + finding.rule + ": " + finding.path + ": " + reason);
  if (!report.unknown.empty()) terminal.say(say::checks_unknown, report.unknown.size());
  for (const std::string& unknown : report.unknown) terminal.detail("  " + unknown);
  if (!report.not_scanned.empty()) terminal.say(say::not_scanned, report.not_scanned.size());
  for (const auto& left : report.not_scanned) {
    terminal.detail("  " + left.path + ": " + left.reason);
  }
}

bool over_limit(const std::vector<Finding>& findings, const std::optional<std::string>& fail_on) {
  const auto limit = fail_on ? severity_from(*fail_on) : std::nullopt;
  if (!limit) return false;
  for (const Finding& finding : findings) {
    if (finding.severity >= *limit) return true;
  }
  return false;
}

}  // namespace firsthour::cli
