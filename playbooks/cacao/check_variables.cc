// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/checks.h"
#include "playbooks/condition.h"
#include "playbooks/variable_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace firsthour::playbooks {
namespace {

const std::set<std::string, std::less<>> kTypes{"bool",      "dictionary",  "float",  "hexstring", "integer",
                                                "ipv4-addr", "ipv6-addr",   "long",   "mac-addr",  "hash",
                                                "md5-hash",  "sha256-hash", "string", "uri",       "uuid"};

// ^__[a-zA-Z_][a-zA-Z0-9_-]{0,199}__$
bool good_name(std::string_view key) {
  if (key.size() < 5 || key.size() > 204 || !key.starts_with("__") || !key.ends_with("__")) return false;
  const std::string_view inner = key.substr(2, key.size() - 4);
  if (std::isdigit(static_cast<unsigned char>(inner[0])) != 0 || inner[0] == '-') return false;
  return std::ranges::all_of(
      inner, [](unsigned char c) { return c < 0x80 && (std::isalnum(c) != 0 || c == '_' || c == '-'); });
}

// The keys that a text asks the values of.
std::vector<std::string> asked_in(std::string_view text) {
  std::vector<std::string> keys;
  for (std::size_t at = text.find("__"); at != std::string_view::npos; at = text.find("__", at)) {
    const std::size_t colon = text.find(":value", at);
    if (colon == std::string_view::npos) break;
    const std::string_view key = text.substr(at, colon - at);
    if (good_name(key)) {
      keys.emplace_back(key);
      at = colon;
    } else {
      at += 2;
    }
  }
  return keys;
}

}  // namespace

void Checks::variables() {
  values(playbook_.variables, "/playbook_variables", true);
  for (const auto& [id, step] : playbook_.steps) {
    values(step.variables, pointer_of(step) + "/step_variables", false);
    used(step);
  }
}

void Checks::values(const Variables& variables, const std::string& pointer, bool of_playbook) {
  for (const auto& [key, variable] : variables) {
    const std::string at = pointer_to(pointer, key);
    if (!good_name(key))
      error("bad-variable-name", at, key + " 不是变量名（例：__host__）",
            key + " is no name of a variable (like __host__)");
    if (!variable.type.empty() && !kTypes.contains(variable.type))
      warning("unknown-type", at + "/type", "标准中没有变量类型 " + variable.type,
              "the standard has no type " + variable.type);
    if (variable.value && !variable.value->empty())
      if (const auto fits = check_value(variable.type, *variable.value); !fits)
        error("wrong-value", at + "/value", fmt::format("取值与类型 {} 不符", variable.type),
              fmt::format("of type {}: {}", variable.type, fits.error().what));
    if (variable.external && !of_playbook)
      error("external-in-step", at + "/external", "external 只能用于预案变量",
            "external is for variables of the playbook");
    if (variable.constant && !variable.value)
      error("constant-without-value", at, "常量没有取值", "a constant has no value");
  }
}

void Checks::used(const Step& step) {
  const std::string at = pointer_of(step);
  const auto known = [&](const std::string& key) {
    return playbook_.variables.contains(key) || step.variables.contains(key);
  };
  const auto look = [&](const std::vector<std::string>& keys, const std::string& pointer) {
    for (const std::string& key : keys)
      if (!known(key))
        error("undefined-variable", pointer, "没有定义变量 " + key, "there is no variable " + key);
  };
  for (std::size_t i = 0; i < step.commands.size(); ++i) {
    const StepCommand& command = step.commands[i];
    look(asked_in(command.command), fmt::format("{}/commands/{}/command", at, i));
    look(asked_in(command.content), fmt::format("{}/commands/{}/content", at, i));
  }
  if (!step.condition.empty() && check_condition(step.condition))
    look(variables_of(step.condition), at + "/condition");
  if (!step.switch_on.empty()) {
    std::string key = step.switch_on;
    if (key.ends_with(":value")) key.resize(key.size() - 6);
    look({key}, at + "/switch");
  }
  for (std::size_t i = 0; i < step.in_args.size(); ++i)
    look({step.in_args[i]}, fmt::format("{}/in_args/{}", at, i));
  for (std::size_t i = 0; i < step.out_args.size(); ++i) {
    const std::string pointer = fmt::format("{}/out_args/{}", at, i);
    look({step.out_args[i]}, pointer);
    if (const auto found = playbook_.variables.find(step.out_args[i]);
        found != playbook_.variables.end() && found->second.constant)
      error("writes-constant", pointer, step.out_args[i] + " 是常量", step.out_args[i] + " is a constant");
  }
}

}  // namespace firsthour::playbooks
