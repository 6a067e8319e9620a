// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/checks.h"
#include "playbooks/condition.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

const Json& json_of(const Playbook& playbook, const Step& step) {
  static const Json none = Json::object();
  const auto workflow = playbook.document->find("workflow");
  if (workflow == playbook.document->end() || !workflow->is_object()) return none;
  const auto found = workflow->find(step.id);
  return found == workflow->end() || !found->is_object() ? none : *found;
}

const std::set<std::string, std::less<>> kCommands{"manual",      "bash",    "ssh",      "powershell",
                                                   "caldera-cmd", "sigma",   "yara",     "elastic",
                                                   "jupyter",     "kestrel", "http-api", "openc2-http"};

}  // namespace

void Checks::steps() {
  std::size_t starts = 0, ends = 0, actions = 0;
  for (const auto& [id, one] : playbook_.steps) {
    step(one);
    starts += one.kind == StepKind::start ? 1 : 0;
    ends += one.kind == StepKind::end ? 1 : 0;
    actions += one.kind == StepKind::action || one.kind == StepKind::playbook_action ? 1 : 0;
  }
  if (playbook_.steps.empty()) return;
  if (starts != 1)
    error("one-start", "/workflow", fmt::format("应恰有一个 start 步骤，现有 {} 个", starts),
          fmt::format("there must be one start step, there are {}", starts));
  if (ends == 0) error("no-end", "/workflow", "没有 end 步骤", "there is no end step");
  if (actions == 0)
    error("nothing-to-do", "/workflow", "至少应有一个 action 或 playbook-action 步骤",
          "there must be an action or a playbook-action");
}

void Checks::step(const Step& step) {
  const std::string at = pointer_of(step);
  identifier(step.id, name_of(step.kind), at, true);
  successors(step);
  commands(step);
  const Json& json = json_of(playbook_, step);
  switch (step.kind) {
    case StepKind::action:
      if (step.agent.empty()) error("missing-property", at, "缺少必填项 agent", "agent is required");
      if (step.commands.empty())
        error("missing-property", at, "缺少必填项 commands", "commands is required, and not empty");
      if (json.contains("targets") && step.targets.empty())
        error("empty-list", at + "/targets", "列表不能为空", "the list must not be empty");
      break;
    case StepKind::parallel:
      if (step.next_steps.size() < 2)
        error("too-few-branches", at, "parallel 至少应有两个分支",
              "a parallel step needs two branches at least");
      if (std::set<std::string>(step.next_steps.begin(), step.next_steps.end()).size() !=
          step.next_steps.size())
        error("same-branch-twice", at + "/next_steps", "同一分支出现两次", "a branch stands there twice");
      break;
    case StepKind::if_condition:
    case StepKind::while_condition:
      if (!step.condition.empty())
        if (const auto sound = check_condition(step.condition); !sound)
          error("bad-condition", at + "/condition", "条件表达式有误：" + sound.error().what,
                "the condition: " + sound.error().what);
      break;
    case StepKind::switch_condition:
      if (step.cases.empty())
        error("missing-property", at, "缺少必填项 cases", "cases is required, and not empty");
      break;
    case StepKind::start:
    case StepKind::end:
    case StepKind::playbook_action:
      break;
  }
  handling(step);
}

void Checks::successors(const Step& step) {
  const std::string at = pointer_of(step);
  const bool either = !step.on_success.empty() || !step.on_failure.empty();
  if (step.kind == StepKind::end) {
    for (const auto& [key, id] : leads_to(step))
      error("end-goes-on", at + "/" + key, "end 步骤之后不能再有步骤", "nothing follows an end step");
    return;
  }
  if (step.kind == StepKind::start && either)
    error("start-forks", at, "start 步骤只能使用 on_completion", "a start step takes on_completion only");
  if (!step.on_completion.empty() && either)
    error("both-successors", at, "on_completion 不能与 on_success、on_failure 同时使用",
          "on_completion excludes on_success and on_failure");
  if (step.on_completion.empty() && !either)
    error("no-successor", at, "没有后续步骤", "no step follows");
  else if (step.on_completion.empty() && step.on_success.empty())
    error("only-failure", at, "只有 on_failure，成功后无后续步骤",
          "there is on_failure, but nothing for success");
}

void Checks::commands(const Step& step) {
  for (std::size_t i = 0; i < step.commands.size(); ++i)
    command(step.commands[i], fmt::format("{}/commands/{}", pointer_of(step), i));
}

void Checks::command(const StepCommand& command, const std::string& pointer) {
  if (!command.type.empty() && !kCommands.contains(command.type))
    warning("unknown-command", pointer + "/type", "标准词表中没有命令类型 " + command.type + "，将由人员执行",
            "the standard knows no command " + command.type + ": a person will have to do it");
  const bool may_be_empty = command.type == "openc2-http" || !kCommands.contains(command.type);
  if (command.command.empty() && !may_be_empty)
    error("empty-command", pointer, "缺少 command 或 command_b64",
          "neither command nor command_b64 is given");
}

void Checks::handling(const Step& step) {
  std::set<std::string> keys;
  const std::string at = pointer_to(pointer_of(step) + "/step_extensions", kOwnExtension);
  for (const DecisionOption& option : step.handling.options)
    if (!keys.insert(option.key).second)
      error("double-id", at + "/decision", option.key + " 重复", option.key + " is there twice");
  if (step.handling.options.size() == 1)
    warning("no-choice", at + "/decision", "只有一个选项", "there is only one option");
}

}  // namespace firsthour::playbooks
