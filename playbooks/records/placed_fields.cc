// SPDX-License-Identifier: Apache-2.0
#include "playbooks/records/placed_fields.h"

#include "casefile/encoding.h"
#include "casefile/number.h"
#include "playbooks/records/closest_word.h"

#include <algorithm>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kLongestText = 16 * 1024;

// A scalar as it was written; absent for lists and maps.
std::optional<std::string> scalar_text(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_integer() || value.is_boolean()) return value.dump();
  return std::nullopt;
}

}  // namespace

PlacedFields::PlacedFields(const PlacedJson& in, std::string path, const Json& json,
                           std::span<const std::string_view> known)
    : in_{in}, path_{std::move(path)}, json_{json} {
  if (!json_.is_object()) {
    error_ = (path_.empty() ? "the whole" : in_.place(path_)) + " is not a map";
    return;
  }
  for (const auto& [key, value] : json_.items())
    if (std::find(known.begin(), known.end(), key) == known.end())
      wrong(key, "is not known here" + suggestion(key, known));
}

const Json* PlacedFields::find(std::string_view key) const {
  if (!json_.is_object()) return nullptr;
  const auto found = json_.find(key);
  return found == json_.end() || found->is_null() ? nullptr : &*found;
}

std::string PlacedFields::path_of(std::string_view key) const {
  return path_.empty() ? std::string{key} : path_ + "/" + std::string{key};
}

void PlacedFields::wrong(std::string_view key, std::string_view why) {
  if (error_.empty()) error_ = in_.place(path_of(key)) + " " + std::string{why};
}

Result<> PlacedFields::result() const {
  if (!error_.empty()) return fail(Errc::malformed, error_);
  return {};
}

std::string PlacedFields::text(std::string_view key) {
  const Json* value = find(key);
  if (!value) return {};
  auto text = scalar_text(*value);
  if (!text) wrong(key, "is not a text");
  if (text && text->size() > kLongestText) wrong(key, "is longer than 16 KiB");
  return text ? *text : std::string{};
}

std::string PlacedFields::required_text(std::string_view key) {
  std::string value = text(key);
  if (value.empty()) wrong(key, "is missing or empty");
  return value;
}

std::optional<std::int64_t> PlacedFields::number(std::string_view key, std::int64_t least,
                                                 std::int64_t most) {
  if (!find(key)) return std::nullopt;
  const auto value = number_from<std::int64_t>(text(key));
  if (value && *value >= least && *value <= most) return value;
  wrong(key, "is not a whole number from " + std::to_string(least) + " to " + std::to_string(most));
  return std::nullopt;
}

std::optional<bool> PlacedFields::truth(std::string_view key) {
  if (!find(key)) return std::nullopt;
  const std::string value = text(key);
  if (value == "yes" || value == "true") return true;
  if (value == "no" || value == "false") return false;
  wrong(key, "is neither yes nor no");
  return std::nullopt;
}

std::optional<Day> PlacedFields::day(std::string_view key) {
  if (!find(key)) return std::nullopt;
  auto value = parse_day(text(key));
  if (!value) wrong(key, "is not a day (write 2026-11-22)");
  return value;
}

Words PlacedFields::words(std::string_view key) {
  const Json* value = find(key);
  if (!value) return {};
  if (!value->is_object()) {
    const std::string both = text(key);
    return {both, both};
  }
  static constexpr std::array<std::string_view, 2> kLanguages{"zh", "en"};
  PlacedFields fields{in_, path_of(key), *value, kLanguages};
  Words words{fields.required_text("zh"), fields.text("en")};
  if (words.en.empty()) words.en = words.zh;
  if (!fields.good() && error_.empty()) error_ = fields.error_;
  return words;
}

Json PlacedFields::list(std::string_view key) {
  const Json* value = find(key);
  if (!value) return Json::array();
  return value->is_array() ? *value : Json::array({*value});
}

std::vector<std::string> PlacedFields::texts(std::string_view key) {
  std::vector<std::string> texts;
  for (const Json& entry : list(key)) {
    if (auto text = scalar_text(entry); text && !text->empty())
      texts.push_back(std::move(*text));
    else
      wrong(key, "is not a list of texts");
  }
  return texts;
}

}  // namespace firsthour::playbooks
