// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/event.h"

#include <utility>

namespace firsthour::triage::sigma {

void Event::clear() {
  fields_.clear();
  scalars_.clear();
  owned_.clear();
}

void Event::add(std::string_view key, Scalar value) {
  fields_.push_back({key, static_cast<std::uint32_t>(scalars_.size()), 1, false});
  scalars_.push_back(value);
}

void Event::add_text(std::string_view key, std::string value) {
  add(key, {Scalar::Kind::text, own(std::move(value))});
}

void Event::add_number(std::string_view key, std::int64_t value) {
  add(key, {Scalar::Kind::number, own(std::to_string(value))});
}

void Event::add_boolean(std::string_view key, bool value) {
  add(key, {Scalar::Kind::boolean, value ? "true" : "false"});
}

void Event::begin_list(std::string_view key) {
  fields_.push_back({key, static_cast<std::uint32_t>(scalars_.size()), 0, true});
}

void Event::append(Scalar value) {
  scalars_.push_back(value);
  ++fields_.back().count;
}

std::string_view Event::own(std::string text) { return owned_.emplace_back(std::move(text)); }

const Field* Event::find(std::string_view key) const {
  for (const Field& field : fields_) {
    if (field.key == key) return &field;
  }
  return nullptr;
}

std::string_view Event::text(std::string_view key) const {
  const Field* field = find(key);
  return field && field->count > 0 ? scalars_[field->first].text : std::string_view{};
}

}  // namespace firsthour::triage::sigma
