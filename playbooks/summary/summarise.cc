// SPDX-License-Identifier: Apache-2.0
#include "playbooks/service_due.h"
#include "playbooks/summary/case_extract.h"
#include "playbooks/summary/counting.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

// The case that keeps the contract's year: the only one, or the one with this contract's id.
Result<CaseExtract*> year_case(CaseFolder& folder, const std::optional<ServiceContract>& contract) {
  std::vector<CaseExtract*> years;
  for (CaseExtract& one : folder.cases)
    if (one.year) years.push_back(&one);
  if (contract && years.size() > 1)
    std::erase_if(years, [&](const CaseExtract* one) { return one->year->contract.id != contract->id; });
  if (years.size() > 1)
    return fail(Errc::usage, "the folder has " + std::to_string(years.size()) + " service-year cases (" +
                                 years[0]->source.file + ", " + years[1]->source.file +
                                 "): leave one out, or name the contract");
  return years.empty() ? nullptr : years.front();
}

Result<ServiceContract> contract_for(const SummaryRequest& request, const CaseExtract* year) {
  if (request.contract) return *request.contract;
  if (year && year->year->has_contract) return year->year->contract;
  return fail(Errc::usage, "no contract: none was given, and no service-year case in the folder keeps one");
}

// A range of days, which the service year has no name for.
std::optional<Period> day_range(const std::string& text) {
  const std::size_t dots = text.find("..");
  if (dots == std::string::npos) return std::nullopt;
  const auto first = parse_day(text.substr(0, dots)), last = parse_day(text.substr(dots + 2));
  if (!first || !last || *last < *first) return std::nullopt;
  return Period{text, *first, *last};
}

Result<Period> period_for(const SummaryRequest& request, const ServiceContract& contract) {
  if (request.period.empty()) return year_of(contract);
  if (auto range = day_range(request.period)) return *range;
  ServiceYear year;
  year.contract = contract;
  year.has_contract = true;
  return period_named(year, request.period);
}

bool within(const Summary& summary, const CaseExtract& one) {
  const auto moment = moment_of(*one.incident);
  // One without any time is counted and named: leaving it out would be a gap that nobody sees.
  return !moment || summary.period.holds(day_of(*moment));
}

// A drill that was planned and not begun was not held. One without a clock of ours counts as it did.
bool was_held(const Summary& summary, const CaseExtract& one) {
  if (one.drill) return one.drill->began && summary.period.holds(day_of(*one.drill->began));
  return !one.incident || within(summary, one);
}

void take_cases(Summary& summary, CaseFolder& folder, const CaseExtract* year) {
  for (CaseExtract& one : folder.cases) {
    if (one.kind == CaseKind::service_year && &one != year) continue;
    summary.sources.push_back(one.source);
    summary.made = std::max(summary.made, one.last);
  }
  if (year) {
    summary.year_file = year->source.file;
    summary.year = year->year;
  }
  for (CaseExtract& one : folder.cases) {
    if (!one.closed_cleanly) summary.not_closed.push_back(one.source.file);
    for (const std::string& text : one.unread) summary.unread.push_back(one.source.file + ": " + text);
    if (one.kind == CaseKind::incident && within(summary, one)) summary.incidents.push_back(one);
    if (one.kind == CaseKind::drill && was_held(summary, one)) summary.drills.push_back(one);
  }
  const auto by_time = [](const CaseExtract& a, const CaseExtract& b) {
    const auto of = [](const CaseExtract& one) {
      if (one.drill && one.drill->began) return *one.drill->began;
      return one.incident ? moment_of(*one.incident).value_or(Instant{}) : Instant{};
    };
    return std::pair{of(a), a.source.file} < std::pair{of(b), b.source.file};
  };
  std::sort(summary.incidents.begin(), summary.incidents.end(), by_time);
  std::sort(summary.drills.begin(), summary.drills.end(), by_time);
}

}  // namespace

Result<Summary> summarise(CaseFolder folder, const SummaryRequest& request) {
  if (!folder.bad.empty())
    return fail(Errc::tampered, folder.bad.front().file + ": " + folder.bad.front().what);
  const auto year = year_case(folder, request.contract);
  if (!year) return tl::unexpected{year.error()};
  const auto contract = contract_for(request, *year);
  if (!contract) return tl::unexpected{contract.error()};
  Summary summary;
  summary.contract = *contract;
  const auto period = period_for(request, summary.contract);
  if (!period) return tl::unexpected{period.error()};
  summary.period = *period;
  summary.whole_year = request.period.empty();
  summary.left_out = folder.left_out;
  summary.full = request.full;
  const auto duties = DutyTable::load(request.tables);
  if (!duties) return tl::unexpected{duties.error()};
  take_cases(summary, folder, *year);
  if (auto read = read_previous(request.previous, summary); !read) return tl::unexpected{read.error()};
  // Not today: the same events have to give the same report. What is not over yet is said to be running.
  const Instant at =
      std::min(summary.made, Instant{start_of(plus_days(summary.period.last, 1)).nanoseconds - 1});
  for (auto* cases : {&summary.incidents, &summary.drills})
    for (CaseExtract& one : *cases) set_clocks(one, *duties, &summary.contract, at);
  SummaryCount count{summary};
  count_incidents(count);
  count_drills(count);
  count_service(count, at);
  judge_clauses(count, at);
  list_missing(count);
  return summary;
}

}  // namespace firsthour::playbooks
