// SPDX-License-Identifier: Apache-2.0
#include "playbooks/summary/drill_outcome.h"

#include "playbooks/drill_papers.h"
#include "playbooks/reports/drill_paper.h"

namespace firsthour::playbooks {
namespace {

std::optional<double> mean_score(const Drill& drill, std::string_view subject) {
  int sum = 0, n = 0;
  for (const DrillEvent* one : judgements(drill, subject))
    if (one->score) sum += *one->score, ++n;
  return n == 0 ? std::nullopt : std::optional{static_cast<double>(sum) / n};
}

std::string value_of(const DrillEvent& event, const char* key) {
  const auto found = event.values.find(key);
  return found == event.values.end() ? std::string{} : found->second;
}

}  // namespace

Result<std::optional<DrillOutcome>> drill_outcome(const CaseReader& from, std::uint64_t upto) {
  const auto held = drill_in(from, upto);
  if (!held) return tl::unexpected{held.error()};
  if (!*held) return std::optional<DrillOutcome>{};
  const Drill& drill = (*held)->drill;
  DrillOutcome outcome;
  outcome.title = drill.scenario().title;
  outcome.form = drill.scenario().plan.form;
  outcome.began = began(drill);
  outcome.ended = ended(drill);
  outcome.turned_real = drill.turned_real();
  for (int item = 1; item <= kEvaluationItems; ++item)
    outcome.scores[static_cast<std::size_t>(item - 1)] = mean_score(drill, subject_of_item(item));
  const DrillCount count = count_drill(drill, (*held)->last);
  outcome.met = count.met;
  outcome.late = count.met_late;
  outcome.missed = count.missed;
  outcome.open = count.open;
  outcome.points = count.points;
  outcome.of_points = count.of_points;
  for (const DrillEvent* one : improvements(drill))
    outcome.improvements.push_back({one->text, one->who, value_of(*one, "due")});
  return std::optional{std::move(outcome)};
}

}  // namespace firsthour::playbooks
