// SPDX-License-Identifier: Apache-2.0
#include "collectors/container/json_value.h"

#include "casefile/json.h"

namespace firsthour::collectors {

const Json* member_at(const Json& json, JsonPath path) {
  const Json* at = &json;
  for (const char* name : path) {
    if (!at->is_object()) return nullptr;
    const auto found = at->find(name);
    if (found == at->end()) return nullptr;
    at = &*found;
  }
  return at;
}

std::string text_at(const Json& json, JsonPath path) {
  const Json* value = member_at(json, path);
  return value != nullptr && value->is_string() ? value->get<std::string>() : std::string{};
}

std::optional<std::int64_t> number_at(const Json& json, JsonPath path) {
  const Json* value = member_at(json, path);
  if (value == nullptr || !value->is_number_integer()) return std::nullopt;
  return value->get<std::int64_t>();
}

std::optional<bool> flag_at(const Json& json, JsonPath path) {
  const Json* value = member_at(json, path);
  if (value == nullptr || !value->is_boolean()) return std::nullopt;
  return value->get<bool>();
}

std::vector<std::string> texts_at(const Json& json, JsonPath path) {
  std::vector<std::string> texts;
  const Json* value = member_at(json, path);
  if (value == nullptr || !value->is_array()) return texts;
  for (const Json& each : *value)
    if (each.is_string()) texts.push_back(each.get<std::string>());
  return texts;
}

std::optional<Instant> time_at(const Json& json, JsonPath path) {
  const std::string text = text_at(json, path);
  if (text.empty() || text.starts_with("0001-")) return std::nullopt;
  return parse_rfc3339(text);
}

}  // namespace firsthour::collectors
