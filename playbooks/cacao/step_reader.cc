// SPDX-License-Identifier: Apache-2.0
#include "casefile/encoding.h"
#include "playbooks/cacao/parts.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

using Severity = Remark::Severity;

constexpr std::int64_t kLongestTime = std::int64_t{10} * 366 * 24 * 3600 * 1000;  // ten years

// Text, or its base64 twin.
std::string text_or_base64(Fields& fields, std::string_view key) {
  std::string plain = fields.text(key);
  const std::string twin = std::string{key} + "_b64";
  const std::string encoded = fields.text(twin);
  if (encoded.empty()) return plain;
  if (!plain.empty())
    fields.remark(Severity::error, "both-forms", twin,
                  {fmt::format("{} 与 {} 只能有一个", key, twin),
                   fmt::format("only one of {} and {} may be given", key, twin)});
  const auto bytes = from_base64(encoded);
  if (!bytes) {
    fields.remark(Severity::error, "bad-base64", twin, {"不是有效的 Base64", "this is no base64"});
    return plain;
  }
  return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

std::optional<std::chrono::milliseconds> milliseconds(Fields& fields, std::string_view key) {
  const auto value = fields.integer(key);
  if (!value) return std::nullopt;
  if (*value >= 0 && *value <= kLongestTime) return std::chrono::milliseconds{*value};
  fields.remark(Severity::error, "bad-duration", key,
                {fmt::format("{} 应为 0 至十年之间的毫秒数", key),
                 fmt::format("{} must be milliseconds from 0 to ten years", key)});
  return std::nullopt;
}

void read_headers(Fields& fields, StepCommand& command) {
  const Json* headers = fields.object("headers");
  if (!headers) return;
  Fields each{*headers, pointer_to(fields.pointer(), "headers"), fields.remarks()};
  for (const auto& [name, values] : headers->items()) command.headers[name] = each.texts(name);
}

void read_commands(Fields& fields, Step& step) {
  const Json* commands = fields.list("commands");
  if (!commands) return;
  const std::string at = pointer_to(fields.pointer(), "commands");
  for (std::size_t i = 0; i < commands->size(); ++i)
    step.commands.push_back(
        read_command((*commands)[i], pointer_to(at, std::to_string(i)), fields.remarks()));
}

void read_cases(Fields& fields, Step& step) {
  const Json* cases = fields.object("cases");
  if (!cases) return;
  Fields each{*cases, pointer_to(fields.pointer(), "cases"), fields.remarks()};
  for (const auto& [value, target] : cases->items()) step.cases.emplace_back(value, each.text(value));
}

void read_kind(Fields& fields, Step& step) {
  switch (step.kind) {
    case StepKind::start:
    case StepKind::end:
      break;
    case StepKind::action:
      read_commands(fields, step);
      step.agent = fields.text("agent");
      step.targets = fields.texts("targets");
      step.in_args = fields.texts("in_args");
      step.out_args = fields.texts("out_args");
      break;
    case StepKind::playbook_action:
      step.playbook_id = fields.needed_text("playbook_id");
      step.playbook_version = fields.text("playbook_version");
      step.in_args = fields.texts("in_args");
      step.out_args = fields.texts("out_args");
      break;
    case StepKind::parallel:
      step.next_steps = fields.texts("next_steps");
      break;
    case StepKind::if_condition:
    case StepKind::while_condition:
      step.condition = fields.needed_text("condition");
      step.on_true = fields.needed_text("on_true");
      if (step.kind == StepKind::if_condition) step.on_false = fields.text("on_false");
      break;
    case StepKind::switch_condition:
      step.switch_on = fields.needed_text("switch");
      read_cases(fields, step);
      break;
  }
}

void read_extensions(Fields& fields, Step& step) {
  const Json* all = fields.object("step_extensions");
  if (!all) return;
  const auto ours = all->find(kOwnExtension);
  if (ours == all->end()) return;
  step.handling = read_handling(
      *ours, pointer_to(pointer_to(fields.pointer(), "step_extensions"), kOwnExtension), fields.remarks());
}

}  // namespace

StepCommand read_command(const Json& json, const std::string& pointer, std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  StepCommand command;
  command.type = fields.needed_text("type");
  command.description = fields.text("description");
  command.command = text_or_base64(fields, "command");
  command.content = text_or_base64(fields, "content");
  command.version = fields.text("version");
  command.activity = fields.text("playbook_activity");
  read_headers(fields, command);
  return command;
}

Variables read_variables(const Json& json, const std::string& pointer, std::vector<Remark>& remarks) {
  Variables variables;
  if (!json.is_object()) {
    remarks.push_back(
        {Severity::error, "wrong-type", pointer, {"变量应为对象", "variables must be an object"}, 0});
    return variables;
  }
  for (const auto& [key, value] : json.items()) {
    Fields fields{value, pointer_to(pointer, key), remarks};
    Variable variable;
    variable.type = fields.needed_text("type");
    variable.description = fields.text("description");
    variable.constant = fields.truth("constant").value_or(false);
    variable.external = fields.truth("external").value_or(false);
    const Json* said = fields.any("value");
    if (said && said->is_string())
      variable.value = said->get<std::string>();
    else if (said && !said->is_null())
      variable.value = canonical(*said);  // a dictionary; numbers and truths that should have been strings
    fields.refuse_others();
    variables.emplace(key, std::move(variable));
  }
  return variables;
}

Step read_step(std::string id, const Json& json, const std::string& pointer, std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  Step step;
  step.id = std::move(id);
  const std::string type = fields.needed_text("type");
  const auto kind = step_kind(type);
  if (kind)
    step.kind = *kind;
  else if (!type.empty())
    fields.remark(Severity::error, "unknown-step-type", "type",
                  {"没有名为 " + type + " 的步骤类型", "there is no step type " + type});
  step.name = fields.text("name");
  step.description = fields.text("description");
  step.owner = fields.text("owner");
  step.delay = milliseconds(fields, "delay").value_or(std::chrono::milliseconds{0});
  step.timeout = milliseconds(fields, "timeout");
  if (const Json* variables = fields.object("step_variables"))
    step.variables = read_variables(*variables, pointer_to(pointer, "step_variables"), remarks);
  step.on_completion = fields.text("on_completion");
  step.on_success = fields.text("on_success");
  step.on_failure = fields.text("on_failure");
  (void)fields.list("external_references");
  read_kind(fields, step);
  read_extensions(fields, step);
  if (kind) fields.refuse_others();
  return step;
}

Party read_party(std::string id, const Json& json, const std::string& pointer, std::vector<Remark>& remarks) {
  Fields fields{json, pointer, remarks};
  Party party;
  party.id = std::move(id);
  party.type = fields.needed_text("type");
  party.name = fields.needed_text("name");
  party.description = fields.text("description");
  party.port = fields.text("port");
  party.authentication = fields.text("authentication_info");
  if (const Json* address = fields.object("address")) {
    Fields kinds{*address, pointer_to(pointer, "address"), remarks};
    for (const auto& [kind, values] : address->items()) party.address[kind] = kinds.texts(kind);
  }
  return party;
}

}  // namespace firsthour::playbooks
