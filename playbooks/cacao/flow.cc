// SPDX-License-Identifier: Apache-2.0
#include "playbooks/flow.h"

#include <map>

namespace firsthour::playbooks {
namespace {

struct Visit {
  std::string id, by;
  int depth = 0;
  std::optional<std::size_t> from;
};

// What a step leads to, last first: the next step of the line is drawn after its branches.
std::vector<Visit> after(const Step& step, int depth, std::size_t row) {
  std::vector<Visit> all;
  const auto add = [&](const std::string& id, std::string by, int deeper) {
    if (!id.empty()) all.push_back({id, std::move(by), depth + deeper, row});
  };
  add(step.on_completion, "", 0);
  add(step.on_success, "", 0);
  add(step.on_failure, "failure", 1);
  add(step.on_false, "no", 1);
  add(step.on_true, step.kind == StepKind::while_condition ? "round" : "yes", 1);
  for (auto one = step.cases.rbegin(); one != step.cases.rend(); ++one) add(one->second, one->first, 1);
  for (std::size_t i = step.next_steps.size(); i > 0; --i) add(step.next_steps[i - 1], std::to_string(i), 1);
  return all;
}

// Each step of a line and the one that it follows in it: whoever else leads there, a handler of failures
// above all, points to it, so that the line stays straight.
using Lines = std::map<std::string, std::string, std::less<>>;

void claim_line(const Playbook& playbook, const Step& first, Lines& lines) {
  for (const Step* step = &first; step;) {
    const std::string& next = step->on_completion.empty() ? step->on_success : step->on_completion;
    if (next.empty() || !lines.try_emplace(next, step->id).second) return;
    step = playbook.step(next);
  }
}

bool belongs_elsewhere(const Lines& lines, const Visit& visit, const std::vector<FlowRow>& rows) {
  const auto line = lines.find(visit.id);
  return line != lines.end() && visit.from && rows[*visit.from].id != line->second;
}

}  // namespace

std::vector<FlowRow> flow_of(const Playbook& playbook) {
  std::vector<FlowRow> rows;
  std::map<std::string, int, std::less<>> numbers;
  Lines lines;
  std::vector<Visit> left;
  if (!playbook.exception.empty()) left.push_back({playbook.exception, "exception", 0, std::nullopt});
  left.push_back({playbook.start, "", 0, std::nullopt});
  while (!left.empty()) {
    Visit visit = std::move(left.back());
    left.pop_back();
    FlowRow row;
    row.step = playbook.step(visit.id);
    row.id = visit.id;
    row.depth = visit.depth;
    row.by = std::move(visit.by);
    row.from = visit.from;
    row.again = numbers.contains(visit.id) || belongs_elsewhere(lines, visit, rows);
    if (!row.again) numbers.emplace(visit.id, static_cast<int>(numbers.size()) + 1);
    const std::size_t index = rows.size();
    rows.push_back(row);
    if (row.again || !row.step) continue;
    claim_line(playbook, *row.step, lines);
    for (Visit& next : after(*row.step, row.depth, index)) left.push_back(std::move(next));
  }
  for (FlowRow& row : rows) row.number = numbers[row.id];
  return rows;
}

}  // namespace firsthour::playbooks
