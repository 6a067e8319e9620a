// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/checks.h"

#include <algorithm>

namespace firsthour::playbooks {

void Checks::error(std::string rule, std::string pointer, std::string zh, std::string en) {
  remarks_.push_back(
      {Severity::error, std::move(rule), std::move(pointer), {std::move(zh), std::move(en)}, 0});
}
void Checks::warning(std::string rule, std::string pointer, std::string zh, std::string en) {
  remarks_.push_back(
      {Severity::warning, std::move(rule), std::move(pointer), {std::move(zh), std::move(en)}, 0});
}
void Checks::note(std::string rule, std::string pointer, std::string zh, std::string en) {
  remarks_.push_back(
      {Severity::note, std::move(rule), std::move(pointer), {std::move(zh), std::move(en)}, 0});
}

std::string pointer_of(const Step& step) { return pointer_to("/workflow", step.id); }

std::vector<std::pair<std::string, std::string>> opens(const Step& step) {
  std::vector<std::pair<std::string, std::string>> all;
  for (std::size_t i = 0; i < step.next_steps.size(); ++i)
    all.emplace_back("next_steps/" + std::to_string(i), step.next_steps[i]);
  for (const auto& [value, id] : step.cases) all.emplace_back(pointer_to("cases", value), id);
  if (!step.on_true.empty()) all.emplace_back("on_true", step.on_true);
  if (!step.on_false.empty()) all.emplace_back("on_false", step.on_false);
  return all;
}

std::vector<std::pair<std::string, std::string>> leads_to(const Step& step) {
  std::vector<std::pair<std::string, std::string>> all;
  if (!step.on_completion.empty()) all.emplace_back("on_completion", step.on_completion);
  if (!step.on_success.empty()) all.emplace_back("on_success", step.on_success);
  if (!step.on_failure.empty()) all.emplace_back("on_failure", step.on_failure);
  return all;
}

std::vector<Remark> validate(const Playbook& playbook) {
  std::vector<Remark> remarks;
  Checks checks{playbook, remarks};
  checks.head();
  checks.steps();
  checks.references();
  checks.flow();
  checks.variables();
  checks.content();
  return remarks;
}

}  // namespace firsthour::playbooks
