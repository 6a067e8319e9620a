// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

const std::set<std::string, std::less<>> kParties{
    "individual", "group", "organization", "location",          "sector",
    "http-api",   "linux", "net-address",  "security-category", "ssh"};
const std::set<std::string, std::less<>> kAddresses{"url", "l2mac", "ipv4", "ipv6", "vlan", "dname"};

// The five ids that TLP markings must have, with their words.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kTlp{{
    {"marking-tlp--e828b379-4e03-4974-9ac4-e53a884c97c1", "RED"},
    {"marking-tlp--939a9414-2ddd-4d32-a0cd-375ea402b003", "AMBER+STRICT"},
    {"marking-tlp--55d920b0-5e8b-4f79-9ee9-91f868d9b421", "AMBER"},
    {"marking-tlp--bab4a63c-aed9-4cf5-a766-dfca5abac2bb", "GREEN"},
    {"marking-tlp--94868c89-83c2-464b-929b-a1a8aa3c8487", "CLEAR"},
}};

const Json* object_at(const Json& document, std::string_view key) {
  const auto found = document.find(key);
  return found == document.end() || !found->is_object() ? nullptr : &*found;
}

}  // namespace

void Checks::content() {
  summary();
  parties();
  activities();
  const Json* definitions = object_at(*playbook_.document, "data_marking_definitions");
  for (std::size_t i = 0; i < playbook_.markings.size(); ++i) {
    const std::string& id = playbook_.markings[i];
    const bool tlp = std::ranges::any_of(kTlp, [&](const auto& one) { return one.first == id; });
    if (!tlp && (!definitions || !definitions->contains(id)))
      error("dangling-marking", fmt::format("/markings/{}", i), "没有定义标记 " + id,
            "there is no marking " + id);
  }
  if (!definitions) return;
  for (const auto& [id, marking] : definitions->items()) {
    if (!marking.is_object() || marking.value("type", Json{}) != Json{"marking-tlp"}) continue;
    const auto level = marking.find("tlpv2_level");
    const auto known =
        std::ranges::find(kTlp, std::string_view{id}, &std::pair<std::string_view, std::string_view>::first);
    const std::string at = pointer_to("/data_marking_definitions", id);
    if (known == kTlp.end())
      error("own-tlp-id", at, "TLP 标记必须使用标准规定的标识",
            "a TLP marking must have the id that the standard gives it");
    else if (level != marking.end() && level->is_string()) {
      std::string said = level->get<std::string>();
      if (said.starts_with("TLP:")) said.erase(0, 4);
      if (said != known->second)
        error("other-tlp", at + "/tlpv2_level", fmt::format("该标识对应 {}", known->second),
              fmt::format("this id stands for {}", known->second));
    }
  }
}

void Checks::summary() {
  const Json* said = object_at(*playbook_.document, "playbook_processing_summary");
  if (!said) return;
  const auto has = [&](StepKind kind) {
    return std::ranges::any_of(playbook_.steps, [&](const auto& one) { return one.second.kind == kind; });
  };
  const auto any_step = [&](auto test) {
    return std::ranges::any_of(playbook_.steps, [&](const auto& one) { return test(one.second); });
  };
  const std::array<std::pair<std::string_view, bool>, 10> facts{{
      {"manual_playbook", any_step([](const Step& step) {
         return std::ranges::any_of(step.commands, [](const StepCommand& c) { return c.type == "manual"; });
       })},
      {"external_playbooks", has(StepKind::playbook_action)},
      {"parallel_processing", has(StepKind::parallel)},
      {"if_logic", has(StepKind::if_condition)},
      {"while_logic", has(StepKind::while_condition)},
      {"switch_logic", has(StepKind::switch_condition)},
      {"temporal_logic", any_step([](const Step& step) { return step.delay.count() > 0 || step.timeout; })},
      {"data_markings", !playbook_.markings.empty()},
      {"digital_signatures", playbook_.document->contains("signatures")},
      {"extensions", playbook_.document->contains("extension_definitions")},
  }};
  for (const auto& [key, is] : facts) {
    const auto claim = said->find(key);
    if (claim == said->end() || !claim->is_boolean() || claim->get<bool>() == is) continue;
    warning("summary-differs", pointer_to("/playbook_processing_summary", key),
            fmt::format("摘要为 {}，实际{}使用", claim->get<bool>() ? "是" : "否", is ? "有" : "未"),
            fmt::format("the summary says {}, the playbook {} it", claim->get<bool>() ? "yes" : "no",
                        is ? "uses" : "does not use"));
  }
}

void Checks::parties() {
  const auto look = [&](const auto& all, std::string_view key) {
    for (const auto& [id, party] : all) {
      const std::string at = pointer_to(pointer_to("", key), id);
      identifier(id, party.type, at, false);
      if (!party.type.empty() && !kParties.contains(party.type))
        warning("unknown-party", at + "/type", "标准词表中没有类型 " + party.type,
                "the standard knows no type " + party.type);
      for (const auto& [kind, values] : party.address)
        if (!kAddresses.contains(kind))
          error("unknown-address", pointer_to(at + "/address", kind), "没有这种地址：" + kind,
                "there is no kind of address " + kind);
      if (!party.authentication.empty()) {
        const Json* logins = object_at(*playbook_.document, "authentication_info_definitions");
        if (!logins || !logins->contains(party.authentication))
          error("dangling-login", at + "/authentication_info", "没有定义 " + party.authentication,
                "there is no " + party.authentication);
      }
    }
  };
  look(playbook_.agents, "agent_definitions");
  look(playbook_.targets, "target_definitions");
  const Json* logins = object_at(*playbook_.document, "authentication_info_definitions");
  if (!logins) return;
  for (const auto& [id, login] : logins->items())
    for (const char* key : {"password", "token", "oauth_header"})
      if (login.is_object() && login.contains(key))
        warning("clear-password", pointer_to("/authentication_info_definitions", id) + "/" + key,
                "预案中不应存放口令；此处口令不会被使用",
                "a password does not belong into a playbook; it is not used");
}

// Each activity that the playbook lists must be that of a step.
void Checks::activities() {
  std::set<std::string> done;
  for (const auto& [id, step] : playbook_.steps)
    for (const StepCommand& command : step.commands)
      if (!command.activity.empty()) done.insert(command.activity);
  for (std::size_t i = 0; i < playbook_.activities.size(); ++i)
    if (!done.contains(playbook_.activities[i]))
      warning("activity-without-step", fmt::format("/playbook_activities/{}", i),
              "没有步骤对应活动 " + playbook_.activities[i],
              "no step does the activity " + playbook_.activities[i]);
  for (const auto& [id, step] : playbook_.steps)
    for (std::size_t i = 0; i < step.commands.size(); ++i)
      if (const std::string& one = step.commands[i].activity;
          !one.empty() && !playbook_.activities.empty() &&
          std::ranges::find(playbook_.activities, one) == playbook_.activities.end())
        note("activity-not-listed", fmt::format("{}/commands/{}/playbook_activity", pointer_of(step), i),
             one + " 未列入 playbook_activities", one + " is not listed in playbook_activities");
}

}  // namespace firsthour::playbooks
