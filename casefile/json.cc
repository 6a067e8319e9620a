// SPDX-License-Identifier: Apache-2.0
#include "casefile/json.h"

#include "casefile/json_writer.h"
#include "casefile/number.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>
#include <vector>

namespace firsthour {
namespace {

constexpr std::size_t kMostDepth = 200;
constexpr std::uint64_t kMostExact = (std::uint64_t{1} << 53) - 1;

// Says how far the parser has read, which its callbacks do not tell.
class Cursor {
 public:
  using iterator_category = std::input_iterator_tag;
  using value_type = char;
  using difference_type = std::ptrdiff_t;
  using pointer = const char*;
  using reference = const char&;

  Cursor(const char* at, const char** furthest) : at_{at}, furthest_{furthest} {}
  const char& operator*() const { return *at_; }
  Cursor& operator++() {
    *furthest_ = ++at_;
    return *this;
  }
  Cursor operator++(int) {
    Cursor before{*this};
    ++*this;
    return before;
  }
  bool operator==(const Cursor& other) const { return at_ == other.at_; }

 private:
  const char* at_;
  const char** furthest_;
};

// Builds the document; stops at a repeated key (the two readers of one document would otherwise each take
// another value) and at a depth that would exhaust the stack of whoever walks the tree.
class Builder {
 public:
  bool null() { return place(nullptr); }
  bool boolean(bool value) { return place(value); }
  bool number_integer(Json::number_integer_t value) { return place(value); }
  bool number_unsigned(Json::number_unsigned_t value) { return place(value); }
  bool number_float(Json::number_float_t value, const std::string&) { return place(value); }
  bool string(std::string& value) { return place(std::move(value)); }
  bool binary(Json::binary_t&) { return refuse("binary value"); }
  bool start_object(std::size_t) { return open(Json::object()); }
  bool start_array(std::size_t) { return open(Json::array()); }
  bool end_object() { return close(); }
  bool end_array() { return close(); }
  bool key(std::string& name) {
    if (open_.back()->contains(name)) return refuse("key \"" + name + "\" stands twice");
    key_ = std::move(name);
    return true;
  }
  template <class Exception>
  bool parse_error(std::size_t, const std::string&, const Exception&) {
    return refuse("not JSON");
  }

  [[nodiscard]] Json take() { return std::move(root_); }
  [[nodiscard]] const std::string& reason() const { return reason_; }

 private:
  Json* place(Json value) {
    if (open_.empty()) return &(root_ = std::move(value));
    Json& parent = *open_.back();
    if (parent.is_array()) return &parent.emplace_back(std::move(value));
    return &(parent[key_] = std::move(value));
  }
  bool open(Json empty) {
    if (open_.size() >= kMostDepth) return refuse("deeper than 200 levels");
    open_.push_back(place(std::move(empty)));
    return true;
  }
  bool close() {
    open_.pop_back();
    return true;
  }
  bool refuse(std::string why) {
    reason_ = std::move(why);
    return false;
  }

  Json root_;
  // Pointers stay good: only the innermost container grows, and it is the last one pointed at.
  std::vector<Json*> open_;
  std::string key_, reason_;
};

// RFC 8785 §3.2.3 sorts keys by UTF-16 code units. In UTF-8 that differs from byte order in one place:
// characters beyond U+FFFF (surrogates, lead bytes f0..f4) come before U+E000..U+FFFF (lead bytes ee, ef).
int utf16_weight(char lead) {
  const int value = static_cast<unsigned char>(lead);
  if (value >= 0xf0) return value - 2;
  return value == 0xee || value == 0xef ? value + 7 : value;
}

bool utf16_less(const std::string* a, const std::string* b) {
  return std::lexicographical_compare(a->begin(), a->end(), b->begin(), b->end(),
                                      [](char x, char y) { return utf16_weight(x) < utf16_weight(y); });
}

// ECMAScript Number::toString: the shortest digits that read back as the same double.
void append_double(std::string& to, double value) {
  if (!std::isfinite(value)) {
    to += "null";
    return;
  }
  if (value == 0) {
    to += '0';
    return;
  }
  if (value < 0) to += '-';
  std::array<char, 32> buffer{};
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(value),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view text{buffer.data(), static_cast<std::size_t>(end - buffer.data())};
  const std::size_t e = text.find('e');
  std::string digits{text.substr(0, e)};
  std::erase(digits, '.');
  int exponent = 0;
  const bool negative = text[e + 1] == '-';
  std::from_chars(text.data() + e + 2, end, exponent);
  const int point = (negative ? -exponent : exponent) + 1;  // the decimal point stands before digit `point`
  const int count = static_cast<int>(digits.size());
  if (point > 0 && point <= 21) {
    if (count <= point)
      to += digits + std::string(static_cast<std::size_t>(point - count), '0');
    else
      to += digits.insert(static_cast<std::size_t>(point), 1, '.');
  } else if (point > -6 && point <= 0) {
    to += "0." + std::string(static_cast<std::size_t>(-point), '0') + digits;
  } else {
    if (count > 1) digits.insert(1, 1, '.');
    to += digits + 'e' + (point > 0 ? '+' : '-') + std::to_string(std::abs(point - 1));
  }
}

void append_canonical(std::string& to, const Json& value);

void append_object(std::string& to, const Json::object_t& object) {
  std::vector<const std::string*> keys;
  keys.reserve(object.size());
  for (const auto& member : object) keys.push_back(&member.first);
  std::sort(keys.begin(), keys.end(), utf16_less);
  to += '{';
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i > 0) to += ',';
    append_json_string(to, *keys[i]);
    to += ':';
    append_canonical(to, object.find(*keys[i])->second);
  }
  to += '}';
}

void append_canonical(std::string& to, const Json& value) {
  switch (value.type()) {
    case Json::value_t::object:
      return append_object(to, value.get_ref<const Json::object_t&>());
    case Json::value_t::array: {
      to += '[';
      bool first = true;
      for (const Json& element : value) {
        if (!std::exchange(first, false)) to += ',';
        append_canonical(to, element);
      }
      to += ']';
      return;
    }
    case Json::value_t::string:
      return append_json_string(to, value.get_ref<const std::string&>());
    case Json::value_t::boolean:
      to += value.get<bool>() ? "true" : "false";
      return;
    case Json::value_t::number_integer:
      to += std::to_string(value.get<std::int64_t>());
      return;
    case Json::value_t::number_unsigned:
      to += std::to_string(value.get<std::uint64_t>());
      return;
    case Json::value_t::number_float:
      return append_double(to, value.get<double>());
    default:
      to += "null";
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text) {
  // nlohmann-json takes a zero byte for the end of the text.
  if (const std::size_t zero = text.find('\0'); zero != std::string_view::npos) {
    return fail(Errc::malformed, "zero byte at offset " + std::to_string(zero));
  }
  const char* furthest = text.data();
  Builder builder;
  const Cursor begin{text.data(), &furthest}, end{text.data() + text.size(), &furthest};
  if (!Json::sax_parse(begin, end, &builder)) {
    const std::size_t offset = static_cast<std::size_t>(furthest - text.data());
    return fail(Errc::malformed,
                builder.reason() + " at offset " + std::to_string(offset > 0 ? offset - 1 : 0));
  }
  return builder.take();
}

std::string canonical(const Json& document) {
  std::string text;
  append_canonical(text, document);
  return text;
}

Json exact_integer(std::uint64_t value) {
  if (value > kMostExact) return std::to_string(value);
  return value;
}

std::optional<std::uint64_t> exact_integer_from(const Json& value) {
  if (value.is_number_unsigned()) return value.get<std::uint64_t>();
  if (value.is_number_integer() && value.get<std::int64_t>() >= 0) {
    return static_cast<std::uint64_t>(value.get<std::int64_t>());
  }
  if (!value.is_string()) return std::nullopt;
  const auto& digits = value.get_ref<const std::string&>();
  return number_from<std::uint64_t>(digits);
}

}  // namespace firsthour
