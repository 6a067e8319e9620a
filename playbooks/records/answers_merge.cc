// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"
#include "playbooks/incident.h"

namespace firsthour::playbooks {
namespace {

bool says_something(const Json& json) {
  if (json.is_string()) return !json.get_ref<const std::string&>().empty();
  if (json.is_object() || json.is_array()) return !json.empty();
  return !json.is_null();
}

// Objects key by key; of lists and values the later one counts as a whole.
void lay_over(Json& under, const Json& over) {
  for (const auto& [key, value] : over.items()) {
    if (!says_something(value)) continue;
    if (value.is_object() && under.contains(key) && under[key].is_object())
      lay_over(under[key], value);
    else
      under[key] = value;
  }
}

}  // namespace

Answers merged(const Answers& before, const Answers& later) {
  Json json = to_json(before);
  Json over = to_json(later);
  if (later.capacity == Capacity::unstated) over.erase("capacity");
  lay_over(json, over);
  auto answers = answers_from_json(json);
  return answers ? std::move(*answers) : later;
}

}  // namespace firsthour::playbooks
