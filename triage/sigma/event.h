// SPDX-License-Identifier: Apache-2.0
// What a rule is matched against: one flat set of dotted fields, each a scalar or a list of scalars. Made
// from a host record or from a line of a text file; reused from one event to the next, so that two million
// records cost no allocation each. Not thread-safe.
#pragma once

#include <cstdint>
#include <deque>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

struct Scalar {
  enum class Kind : std::uint8_t { null, boolean, number, text };
  Kind kind = Kind::null;
  std::string_view text;  // the text; of a number its digits, of a boolean "true" or "false"
};

struct Field {
  std::string_view key;
  std::uint32_t first = 0, count = 0;  // in Event::scalars
  bool list = false;
};

// Views point into what the caller keeps alive, or into strings the event owns (add_text).
class Event {
 public:
  Event() = default;
  Event(const Event&) = delete;  // a copy's views would point into the other
  Event& operator=(const Event&) = delete;
  Event(Event&&) = default;
  Event& operator=(Event&&) = default;

  void clear();
  // All fields of `other`, which must live as long and stay as it is.
  void refer_to(const Event& other);
  // Another name for values that are there, in the place of what had the name. `key` lives as long.
  void set_alias(std::string_view key, const Field& of);

  void add(std::string_view key, Scalar value);
  // Keys given to these three live as long as the event's use: literals, or parts of the record.
  void add_text(std::string_view key, std::string value);
  void add_number(std::string_view key, std::int64_t value);
  void add_boolean(std::string_view key, bool value);
  void begin_list(std::string_view key);
  void append(Scalar value);  // REQUIRES: the last addition was begin_list or append
  // Keeps a string for as long as the event is not cleared.
  [[nodiscard]] std::string_view own(std::string text);

  [[nodiscard]] const Field* find(std::string_view key) const;
  [[nodiscard]] std::span<const Field> fields() const { return fields_; }
  [[nodiscard]] std::span<const Scalar> scalars(const Field& field) const {
    return std::span{scalars_}.subspan(field.first, field.count);
  }
  // A text of scalars() in lower case (ASCII); `index` counts over the whole event: field.first + i. Made
  // when first asked for and kept until the event is cleared, so that thousands of rules share it.
  [[nodiscard]] std::string_view folded(std::size_t index) const;
  [[nodiscard]] std::string_view raw(std::size_t index) const { return scalars_[index].text; }
  // The field's only or first value as text; "" when absent.
  [[nodiscard]] std::string_view text(std::string_view key) const;
  [[nodiscard]] bool is_true(std::string_view key) const { return text(key) == "true"; }

 private:
  std::vector<Field> fields_;
  std::vector<Scalar> scalars_;
  std::deque<std::string> owned_;                 // a deque: growing moves no string
  mutable std::vector<std::string_view> folded_;  // by index of the scalar; no data: not made yet
  mutable std::deque<std::string> folded_texts_;  // kept for their memory; in use are the first …
  mutable std::size_t folded_used_ = 0;
};

}  // namespace firsthour::triage::sigma
