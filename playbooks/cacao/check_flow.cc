// SPDX-License-Identifier: Apache-2.0
// Where steps lead. All walks are by worklist, each step once: no playbook is too long or too crooked for
// them.
#include "playbooks/cacao/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace firsthour::playbooks {

void Checks::leads_to_step(const std::string& id, const std::string& pointer) {
  if (!playbook_.steps.contains(id))
    error("dangling-step", pointer, "没有名为 " + id + " 的步骤", "there is no step " + id);
}

void Checks::references() {
  if (!playbook_.start.empty()) {
    leads_to_step(playbook_.start, "/workflow_start");
    if (const Step* start = playbook_.step(playbook_.start); start && start->kind != StepKind::start)
      error("wrong-kind-of-id", "/workflow_start", "应指向 start 步骤", "this must be the start step");
  }
  if (!playbook_.exception.empty()) leads_to_step(playbook_.exception, "/workflow_exception");
  for (const auto& [id, step] : playbook_.steps) {
    const std::string at = pointer_of(step);
    for (const auto& [key, to] : leads_to(step)) leads_to_step(to, at + "/" + key);
    for (const auto& [key, to] : opens(step)) leads_to_step(to, at + "/" + key);
    for (const auto& [key, to] : leads_to(step))
      if (to == id) error("leads-to-itself", at + "/" + key, "步骤指向自身", "the step leads to itself");
    if (!step.agent.empty() && !playbook_.agents.contains(step.agent))
      error("dangling-agent", at + "/agent", "没有定义执行者 " + step.agent,
            "there is no agent " + step.agent);
    for (std::size_t i = 0; i < step.targets.size(); ++i)
      if (!playbook_.targets.contains(step.targets[i]) && !playbook_.agents.contains(step.targets[i]))
        // One of the official examples has this: whoever runs it will know which.
        warning("dangling-target", fmt::format("{}/targets/{}", at, i), "没有定义目标 " + step.targets[i],
                "there is no target " + step.targets[i]);
    if (step.kind == StepKind::playbook_action && !step.playbook_id.empty())
      identifier(step.playbook_id, "playbook", at + "/playbook_id", false);
  }
}

void Checks::flow() {
  reachable();
  cycles();
  branches();
}

void Checks::reachable() {
  std::set<std::string> seen;
  std::vector<std::string> left{playbook_.start, playbook_.exception};
  while (!left.empty()) {
    const std::string id = std::move(left.back());
    left.pop_back();
    const Step* step = playbook_.step(id);
    if (!step || !seen.insert(id).second) continue;
    for (const auto& [key, to] : leads_to(*step)) left.push_back(to);
    for (const auto& [key, to] : opens(*step)) left.push_back(to);
  }
  for (const auto& [id, step] : playbook_.steps)
    if (!seen.contains(id))
      warning("unreachable", pointer_of(step), "没有任何步骤通向此步骤", "no step leads here");
}

// A cycle by successors alone: nothing in it can be false some day. Kahn's order; what is left lies on cycles
// or behind them.
void Checks::cycles() {
  std::map<std::string, std::size_t> before;
  for (const auto& [id, step] : playbook_.steps) {
    before.try_emplace(id, 0);
    for (const auto& [key, to] : leads_to(step)) ++before[to];
    for (const auto& [key, to] : opens(step)) ++before[to];
  }
  std::vector<std::string> free;
  for (const auto& [id, count] : before)
    if (count == 0) free.push_back(id);
  std::set<std::string> ordered;
  while (!free.empty()) {
    const std::string id = std::move(free.back());
    free.pop_back();
    ordered.insert(id);
    const Step* step = playbook_.step(id);
    if (!step) continue;
    const auto release = [&](const auto& edges) {
      for (const auto& [key, to] : edges)
        if (--before[to] == 0) free.push_back(to);
    };
    release(leads_to(*step));
    release(opens(*step));
  }
  for (const auto& [id, step] : playbook_.steps) {
    if (ordered.contains(id)) continue;
    for (const auto& [key, to] : leads_to(step))
      if (to != id && !ordered.contains(to) && playbook_.steps.contains(to)) {
        // One remark is enough to find it; the steps of a cycle name each other.
        return warning("cycle", pointer_of(step) + "/" + key,
                       "步骤形成循环，且不经 while-condition；执行将在步数上限处中止",
                       "the steps go round without a while-condition; a run ends at the limit of steps");
      }
  }
}

// The steps of a branch: those reached from its first by successors, without entering the branches that they
// open.
std::set<std::string> Checks::line_from(const std::string& first, bool& ends) const {
  std::set<std::string> line;
  std::vector<std::string> left{first};
  while (!left.empty()) {
    const std::string id = std::move(left.back());
    left.pop_back();
    const Step* step = playbook_.step(id);
    if (!step || !line.insert(id).second) continue;
    ends = ends || step->kind == StepKind::end;
    for (const auto& [key, to] : leads_to(*step)) left.push_back(to);
  }
  return line;
}

void Checks::branches() {
  // Bounded: with very many branches of very long lines the look would be quadratic.
  constexpr std::size_t kMostSteps = 300'000;
  std::size_t looked_at = 0;
  for (const auto& [id, step] : playbook_.steps) {
    std::map<std::string, std::string> of;  // step of a branch to the branch's key
    for (const auto& [key, first] : opens(step)) {
      bool ends = false;
      const auto line = line_from(first, ends);
      looked_at += line.size();
      if (looked_at > kMostSteps)
        return note("not-looked-at", "/workflow", "分支过多，未全部核对",
                    "too many branches: not all were looked at");
      const std::string at = pointer_of(step) + "/" + key;
      if (!line.empty() && !ends)
        error("branch-without-end", at, "该分支没有自己的 end 步骤", "the branch has no end step of its own");
      if (line.contains(id))
        error("branch-comes-back", at, "该分支又回到打开它的步骤",
              "the branch leads back to the step that opens it");
      if (step.kind != StepKind::parallel) continue;
      for (const std::string& one : line) {
        const auto [other, fresh] = of.try_emplace(one, key);
        if (fresh || other->second == key) continue;
        warning("branches-meet", at, "并行分支共用步骤 " + one + "，会被执行两次",
                "parallel branches share the step " + one + ": it is run twice");
        break;
      }
    }
  }
}

}  // namespace firsthour::playbooks
