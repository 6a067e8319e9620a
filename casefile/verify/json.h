// SPDX-License-Identifier: Apache-2.0
// JSON (RFC 8259), read strictly: one value, UTF-8, no member twice, at most 200 levels deep.
#pragma once

#include "casefile/verify/words.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::verify {

struct Json {
  enum class Type { null, boolean, number, string, array, object };

  Type type = Type::null;
  std::string text;  // a string's characters; a number as it is written; "true" or "false"
  std::vector<Json> elements;
  struct Member;
  std::vector<Member> members;

  // The member of that name; null when there is none, or when this is no object.
  [[nodiscard]] const Json* find(std::string_view name) const;
  // The same for a path of names: at({"tool", "name"}).
  [[nodiscard]] const Json* at(std::initializer_list<std::string_view> path) const;
};

// No std::pair: it asks about its parts while they are not yet whole, which clang does not allow here.
struct Json::Member {
  std::string name;
  Json value;
};

enum class JsonForm {
  any,
  canonical,  // exactly as RFC 8785 writes it
};

// Total. The sentence names the byte where it goes wrong. Values nested deeper than `kept_levels` are checked
// and not kept, so that a large document costs no more memory than is asked of it; more than 2^20 kept are
// refused.
[[nodiscard]] Result<Json> read_json(std::string_view text, JsonForm form, int kept_levels = 200);

// The shapes that records use. A missing value and one of another type are the same: nothing.
[[nodiscard]] std::optional<std::string_view> string_in(const Json* value);
[[nodiscard]] std::string_view string_or_empty(const Json* value);
// A whole number from 0 to 2^64 - 1. Those over 2^53 - 1 are written as strings of digits.
[[nodiscard]] std::optional<std::uint64_t> number_in(const Json* value);
[[nodiscard]] bool is_true(const Json* value);

// `text` as a JSON string, with its quotes. What is not UTF-8 becomes U+FFFD.
[[nodiscard]] std::string json_string(std::string_view text);

// The text of a double as RFC 8785 §3.2.2.3 has it. REQUIRES: finite.
[[nodiscard]] std::string canonical_number(double value);

}  // namespace firsthour::verify
