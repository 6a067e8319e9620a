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

}  // namespace

std::vector<FlowRow> flow_of(const Playbook& playbook) {
  std::vector<FlowRow> rows;
  std::map<std::string, int, std::less<>> numbers;
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
    const auto [known, fresh] = numbers.try_emplace(visit.id, static_cast<int>(numbers.size()) + 1);
    row.number = known->second;
    row.again = !fresh;
    const std::size_t index = rows.size();
    rows.push_back(row);
    if (!row.again && row.step)
      for (Visit& next : after(*row.step, row.depth, index)) left.push_back(std::move(next));
  }
  return rows;
}

}  // namespace firsthour::playbooks
