// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace firsthour::playbooks {
namespace {

const std::set<std::string, std::less<>> kTypes{"attack",     "detection",    "engagement", "investigation",
                                                "mitigation", "notification", "prevention", "remediation"};

bool hexadecimal(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }

// The UUID's version, 0 when it is none of RFC 4122.
int uuid_version(std::string_view text) {
  if (text.size() != 36) return 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
    if (dash ? text[i] != '-' : !hexadecimal(text[i])) return 0;
  }
  if (std::string_view{"89abAB"}.find(text[19]) == std::string_view::npos) return 0;
  return text[14] >= '1' && text[14] <= '5' ? text[14] - '0' : 0;
}

const Json* member(const Playbook& playbook, std::string_view key) {
  const auto found = playbook.document->find(key);
  return found == playbook.document->end() ? nullptr : &*found;
}

}  // namespace

void Checks::identifier(const std::string& id, std::string_view type, const std::string& pointer,
                        bool version_four) {
  const std::size_t dashes = id.find("--");
  if (dashes == std::string::npos || dashes == 0) {
    return error("bad-identifier", pointer, id + " 不是标识符（类型--UUID）",
                 id + " is no identifier (TYPE--UUID)");
  }
  const std::string_view uuid = std::string_view{id}.substr(dashes + 2);
  const int version = uuid_version(uuid);
  if (version == 0)
    return error("bad-identifier", pointer, std::string{uuid} + " 不是 RFC 4122 的 UUID",
                 std::string{uuid} + " is no UUID after RFC 4122");
  if (!type.empty() && std::string_view{id}.substr(0, dashes) != type)
    error("wrong-kind-of-id", pointer, fmt::format("应为 {}--…", type),
          fmt::format("this must be {}--…", type));
  if (version_four && version != 4)
    warning("not-uuid-4", pointer, "步骤标识应使用第 4 版 UUID",
            "the id of a step must be a UUID of version 4");
}

void Checks::exact_time(std::string_view key) {
  const Json* value = member(playbook_, key);
  if (!value || !value->is_string()) return;
  const std::string text = value->get<std::string>();
  // 2023-02-19T01:09:00.000Z: exactly three decimals, and Z.
  if (text.size() != 24 || text[19] != '.' || text.back() != 'Z')
    error("time-precision", pointer_to("", key), fmt::format("{} 须为 UTC 且恰有三位小数", key),
          fmt::format("{} must be UTC with exactly three decimals", key));
}

void Checks::head() {
  if (!playbook_.id.empty()) identifier(playbook_.id, "playbook", "/id", false);
  if (!playbook_.created_by.empty()) identifier(playbook_.created_by, "identity", "/created_by", false);
  exact_time("created");
  exact_time("modified");
  if (playbook_.created && playbook_.modified && *playbook_.modified < *playbook_.created)
    error("modified-before-created", "/modified", "modified 早于 created", "modified is before created");
  if (playbook_.valid_from && playbook_.valid_until && *playbook_.valid_until <= *playbook_.valid_from)
    error("valid-until-before-from", "/valid_until", "valid_until 应晚于 valid_from",
          "valid_until must be after valid_from");
  if (playbook_.name.empty() && member(playbook_, "name"))
    error("empty-name", "/name", "名称不能为空", "the name is empty");
  vocabulary();
}

void Checks::vocabulary() {
  const Json* types = member(playbook_, "playbook_types");
  const Json* activities = member(playbook_, "playbook_activities");
  if (types && playbook_.types.empty())
    error("empty-list", "/playbook_types", "列表不能为空", "the list must not be empty");
  if (activities && playbook_.activities.empty())
    error("empty-list", "/playbook_activities", "列表不能为空", "the list must not be empty");
  if (!playbook_.types.empty() && playbook_.activities.empty())
    error("types-without-activities", "/playbook_types", "填写 playbook_types 时必须填写 playbook_activities",
          "playbook_types needs at least one of playbook_activities");
  for (std::size_t i = 0; i < playbook_.types.size(); ++i)
    if (!kTypes.contains(playbook_.types[i]))
      note("open-vocabulary", fmt::format("/playbook_types/{}", i), playbook_.types[i] + " 不在标准词表内",
           playbook_.types[i] + " is not in the vocabulary of the standard");
}

}  // namespace firsthour::playbooks
