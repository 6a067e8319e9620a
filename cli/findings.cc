// SPDX-License-Identifier: Apache-2.0
#include "cli/findings.h"

#include "casefile/json.h"
#include "cli/display_width.h"
#include "cli/messages.h"

#include <array>
#include <set>

namespace firsthour::cli {
namespace {

// An event has at most 64 KiB; what does not fit is counted, and stands in full in the derived item.
constexpr std::size_t kMostNamed = 100;
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

template <class List, class Make>
Json first_of(const List& list, const Make& make) {
  Json some = Json::array();
  for (const auto& one : list) {
    if (some.size() == kMostNamed) break;
    some.push_back(make(one));
  }
  return some;
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
  const Json body{
      {"what", "triage"},
      {"items", report.items},
      {"bytes", report.bytes},
      {"records", report.records},
      {"findings", report.findings.size()},
      {"by_severity", severities},
      {"not_scanned_count", report.not_scanned.size()},
      {"not_scanned", first_of(report.not_scanned,
                               [](const triage::NotScanned& it) {
                                 return Json{{"item", it.item},
                                             {"path", cut(it.path, kLongestText)},
                                             {"reason", cut(it.reason, kLongestText)}};
                               })},
      {"unknown_count", report.unknown.size()},
      {"unknown",
       first_of(report.unknown, [](const std::string& it) { return Json(cut(it, kLongestText)); })},
      {"rule_problems_count", report.rule_problems.size()},
      {"rule_problems", first_of(report.rule_problems,
                                 [](const triage::RuleProblem& it) {
                                   return Json{{"file", cut(it.file, kLongestText)},
                                               {"line", it.line},
                                               {"what", cut(it.what, kLongestText)}};
                                 })},
      {"yara_rules", report.yara_rules},
      {"sigma_rules", report.sigma_rules},
      {"rules_digest", report.rules_digest},
  };
  const auto appended = the_case.append(event_type::analysed, body);
  if (!appended) return give_up(appended.error());
  return {};
}

void tell_of_gaps(Terminal& terminal, const triage::TriageReport& report) {
  for (const auto& problem : report.rule_problems) {
    terminal.warn(say::rule_problem, problem.file, problem.line, problem.what);
  }
  if (!report.unknown.empty()) terminal.say(say::checks_unknown, report.unknown.size());
  for (const std::string& unknown : report.unknown) terminal.detail("  " + terminal.name(unknown));
  if (!report.not_scanned.empty()) terminal.say(say::not_scanned, report.not_scanned.size());
  for (const auto& left : report.not_scanned) {
    terminal.detail("  " + terminal.name(left.path) + ": " + terminal.name(left.reason));
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
