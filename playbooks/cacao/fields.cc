// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/fields.h"

#include "casefile/number.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>

namespace firsthour::playbooks {
namespace {

// Other programs write "valid for good" as a year that 64 bits of nanoseconds do not reach: the end of what
// they reach is said instead.
std::optional<Instant> beyond_reach(const std::string& said) {
  const auto year = number_from<unsigned>(std::string_view{said}.substr(0, 4));
  if (!year || !parse_rfc3339("2000" + said.substr(std::min<std::size_t>(4, said.size()))))
    return std::nullopt;
  return Instant{*year > 2000 ? INT64_MAX : INT64_MIN};
}

}  // namespace

std::string pointer_to(std::string_view parent, std::string_view key) {
  std::string out{parent};
  out += '/';
  for (const char c : key) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
  return out;
}

Fields::Fields(const Json& object, std::string pointer, std::vector<Remark>& remarks)
    : object_{object.is_object() ? &object : nullptr}, pointer_{std::move(pointer)}, remarks_{remarks} {
  if (!object_)
    remarks_.push_back(
        {Remark::Severity::error, "wrong-type", pointer_, {"这里应为对象", "this must be an object"}, 0});
}

const Json* Fields::peek(std::string_view key) const {
  if (!object_) return nullptr;
  const auto found = object_->find(key);
  return found == object_->end() ? nullptr : &*found;
}

const Json* Fields::any(std::string_view key) {
  asked_.emplace(key);
  return peek(key);
}

void Fields::remark(Remark::Severity severity, std::string rule, std::string_view key, Words what) {
  remarks_.push_back(
      {severity, std::move(rule), key.empty() ? pointer_ : pointer_to(pointer_, key), std::move(what), 0});
}

void Fields::wrong_type(std::string_view key, std::string_view zh, std::string_view en) {
  remark(Remark::Severity::error, "wrong-type", key,
         {fmt::format("{} 应为{}", key, zh), fmt::format("{} must be {}", key, en)});
}

std::string Fields::text(std::string_view key) {
  const Json* value = any(key);
  if (!value) return {};
  if (value->is_string()) return value->get<std::string>();
  wrong_type(key, "文本", "a text");
  return {};
}

std::string Fields::needed_text(std::string_view key) {
  if (object_ && !has(key))
    remark(Remark::Severity::error, "missing-property", "",
           {fmt::format("缺少必填项 {}", key), fmt::format("{} is required", key)});
  return text(key);
}

std::optional<std::int64_t> Fields::integer(std::string_view key) {
  const Json* value = any(key);
  if (!value) return std::nullopt;
  if (value->is_number_integer() && !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX))
    return value->get<std::int64_t>();
  wrong_type(key, "整数", "a whole number");
  return std::nullopt;
}

std::optional<bool> Fields::truth(std::string_view key) {
  const Json* value = any(key);
  if (!value) return std::nullopt;
  if (value->is_boolean()) return value->get<bool>();
  wrong_type(key, "布尔值", "true or false");
  return std::nullopt;
}

std::optional<Instant> Fields::time(std::string_view key) {
  const std::string said = text(key);
  if (said.empty()) return std::nullopt;
  auto time = parse_rfc3339(said);
  if (!time) time = beyond_reach(said);
  if (!time) wrong_type(key, "带时区的时间（RFC 3339）", "a time after RFC 3339");
  return time;
}

std::vector<std::string> Fields::texts(std::string_view key) {
  std::vector<std::string> all;
  const Json* value = list(key);
  if (!value) return all;
  for (std::size_t i = 0; i < value->size(); ++i) {
    if ((*value)[i].is_string())
      all.push_back((*value)[i].get<std::string>());
    else
      wrong_type(fmt::format("{}/{}", key, i), "文本", "a text");
  }
  return all;
}

const Json* Fields::object(std::string_view key) {
  const Json* value = any(key);
  if (!value || value->is_object()) return value;
  wrong_type(key, "对象", "an object");
  return nullptr;
}

const Json* Fields::list(std::string_view key) {
  const Json* value = any(key);
  if (!value || value->is_array()) return value;
  wrong_type(key, "列表", "a list");
  return nullptr;
}

void Fields::refuse_others() {
  if (!object_) return;
  for (const auto& [key, value] : object_->items())
    if (!asked_.contains(key))
      remark(Remark::Severity::error, "unknown-property", key,
             {fmt::format("标准中没有 {} 这一项", key), fmt::format("the standard has no property {}", key)});
}

}  // namespace firsthour::playbooks
