// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/answers_section.h"

#include "casefile/encoding.h"
#include "casefile/json.h"
#include "casefile/number.h"
#include "playbooks/records/closest_word.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostEntries = 200;  // of one list

}  // namespace

AnswersSection::AnswersSection(const Json& json, std::string where, std::vector<std::string>& problems)
    : json_{json}, where_{std::move(where)}, problems_{problems} {
  if (!json.is_object() && !json.is_null()) complain("is not a list of keys and values");
}

void AnswersSection::text(std::string_view key, std::string& into) {
  const Json* value = find(key);
  if (!value) return;
  if (value->is_string())
    into = value->get<std::string>();
  else if (value->is_number_integer())
    into = value->dump();
  else
    complain(key, "is not text");
}

void AnswersSection::texts(std::string_view key, std::vector<std::string>& into) {
  const Json* value = find(key);
  if (!value) return;
  if (value->is_string()) return into.push_back(value->get<std::string>());
  if (!value->is_array()) return complain(key, "is neither text nor a list of texts");
  if (value->size() > kMostEntries) return complain(key, "has more than 200 entries");
  for (const Json& entry : *value) {
    if (!entry.is_string()) return complain(key, "is not a list of texts");
    into.push_back(entry.get<std::string>());
  }
}

void AnswersSection::time(std::string_view key, std::optional<Instant>& into) {
  const Json* value = find(key);
  if (!value) return;
  into = value->is_string() ? parse_rfc3339(value->get_ref<const std::string&>()) : std::nullopt;
  if (!into) complain(key, "is not a time with its zone (write 2026-11-22T13:37+08:00)");
}

void AnswersSection::truth(std::string_view key, std::optional<bool>& into) {
  const Json* value = find(key);
  if (!value) return;
  if (value->is_boolean())
    into = value->get<bool>();
  else if (*value == "true" || *value == "yes" || *value == "是")
    into = true;
  else if (*value == "false" || *value == "no" || *value == "否")
    into = false;
  else
    complain(key, "is neither true nor false");
}

void AnswersSection::number(std::string_view key, std::optional<std::int64_t>& into) {
  const Json* value = find(key);
  if (!value) return;
  // Out of range integers of JSON come as unsigned or float; both are refused.
  if (value->is_number_integer() &&
      !(value->is_number_unsigned() && value->get<std::uint64_t>() > INT64_MAX)) {
    into = value->get<std::int64_t>();
    return;
  }
  if (value->is_string()) {
    if (const auto parsed = number_from<std::int64_t>(value->get_ref<const std::string&>())) {
      into = *parsed;
      return;
    }
  }
  complain(key, "is not a whole number");
}

void AnswersSection::section(std::string_view key, const std::function<void(AnswersSection&)>& take) {
  const Json* value = find(key);
  if (!value) return;
  AnswersSection inner{*value, place_of(key), problems_};
  take(inner);
  inner.finish();
}

void AnswersSection::list(std::string_view key, const std::function<void(AnswersSection&)>& take) {
  const Json* value = find(key);
  if (!value) return;
  if (!value->is_array()) return complain(key, "is not a list");
  if (value->size() > kMostEntries) return complain(key, "has more than 200 entries");
  for (std::size_t i = 0; i < value->size(); ++i) {
    AnswersSection inner{(*value)[i], place_of(key) + "[" + std::to_string(i + 1) + "]", problems_};
    take(inner);
    inner.finish();
  }
}

void AnswersSection::complain(std::string_view key, std::string_view what) {
  problems_.push_back(place_of(escape_for_terminal(key.substr(0, 64))) + " " + std::string{what});
}

void AnswersSection::complain(std::string_view what) {
  problems_.push_back((where_.empty() ? std::string{"the file"} : where_) + " " + std::string{what});
}

void AnswersSection::finish() {
  if (open_ || !json_.is_object()) return;
  for (const auto& [key, value] : json_.items())
    if (std::find(known_.begin(), known_.end(), key) == known_.end())
      complain(key, "is not known here" + suggestion(key, known_));
}

const Json* AnswersSection::find(std::string_view key) {
  known_.push_back(key);
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(key);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::string AnswersSection::place_of(std::string_view key) const {
  return (where_.empty() ? "" : where_ + ".") + std::string{key};
}

}  // namespace firsthour::playbooks
