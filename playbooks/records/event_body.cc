// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/event_body.h"

#include "casefile/json.h"

namespace firsthour::playbooks {

Result<Json> event_body(const Event& event) {
  auto json = parse_json(event.bytes);
  if (!json) return fail(Errc::malformed, json.error().what);
  return child_at(*json, "body");
}

const Json& child_at(const Json& json, std::string_view key) {
  static const Json kNothing;
  if (!json.is_object()) return kNothing;
  const auto found = json.find(key);
  return found == json.end() ? kNothing : *found;
}

std::string text_at(const Json& json, std::string_view key) {
  const Json& value = child_at(json, key);
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer()) return value.dump();
  return {};
}

std::uint64_t number_at(const Json& json, std::string_view key) {
  const Json& value = child_at(json, key);
  return value.is_number_unsigned() ? value.get<std::uint64_t>() : 0;
}

}  // namespace firsthour::playbooks
