// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/event.h"

#include "triage/sigma/pattern.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage::sigma {

void Event::clear() {
  fields_.clear();
  scalars_.clear();
  owned_.clear();
  folded_.clear();
  folded_used_ = 0;
}

void Event::refer_to(const Event& other) {
  clear();
  fields_ = other.fields_;
  scalars_ = other.scalars_;
}

void Event::set_alias(std::string_view key, const Field& of) {
  Field alias = of;
  alias.key = key;
  const auto same = std::ranges::find(fields_, key, &Field::key);
  if (same == fields_.end()) {
    fields_.push_back(alias);
  } else {
    *same = alias;
  }
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

std::string_view Event::folded(std::size_t index) const {
  if (folded_.size() < scalars_.size()) folded_.resize(scalars_.size());
  std::string_view& made = folded_[index];
  if (made.data()) return made;
  const std::string_view text = scalars_[index].text;
  const bool as_it_is = std::ranges::none_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (as_it_is) {
    made = text.data() ? text : std::string_view{""};
    return made;
  }
  if (folded_used_ == folded_texts_.size()) folded_texts_.emplace_back();
  std::string& into = folded_texts_[folded_used_++];
  fold_case(text, into);
  made = into;
  return made;
}

std::string_view Event::text(std::string_view key) const {
  const Field* field = find(key);
  return field && field->count > 0 ? scalars_[field->first].text : std::string_view{};
}

}  // namespace firsthour::triage::sigma
