// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/field_test.h"

#include "casefile/number.h"

#include <arpa/inet.h>

#include <algorithm>
#include <compare>
#include <optional>

namespace firsthour::triage::sigma {
namespace {

std::partial_ordering compare_numbers(std::string_view a, std::string_view b) {
  const auto ia = number_from<std::int64_t>(a), ib = number_from<std::int64_t>(b);
  if (ia && ib) return *ia <=> *ib;
  const auto da = number_from<double>(a), db = number_from<double>(b);
  if (!da || !db) return std::partial_ordering::unordered;
  return *da <=> *db;
}

// Text that spells a number counts as one: ECS has user ids as strings.
bool number_matches(const NumberTest& test, const Scalar& value) {
  if (value.kind != Scalar::Kind::number && value.kind != Scalar::Kind::text) return false;
  const std::partial_ordering order = compare_numbers(value.text, test.number);
  switch (test.comparison) {
    case Comparison::equal:
      return order == 0;
    case Comparison::less:
      return order < 0;
    case Comparison::less_or_equal:
      return order <= 0;
    case Comparison::greater:
      return order > 0;
    case Comparison::greater_or_equal:
      return order >= 0;
  }
  return false;
}

bool cidr_matches(const CidrTest& test, std::string_view address) {
  CidrTest one;
  if (address.find('/') != std::string_view::npos || !parse_cidr(address, one)) return false;
  if (one.ipv6 != test.ipv6) return false;
  for (unsigned bit = 0; bit < test.prefix; bit += 8) {
    const unsigned rest = std::min(8U, test.prefix - bit);
    const unsigned mask = (0xFFU << (8 - rest)) & 0xFFU;
    if (((one.network[bit / 8] ^ test.network[bit / 8]) & mask) != 0) return false;
  }
  return true;
}

bool reference_matches(const FieldReferenceTest& test, const Scalar& value, const Event& event) {
  const Field* other = event.find(test.field);
  if (!other) return false;
  std::string folded;
  std::string_view text = value.text;
  if (!test.cased) {
    fold_case(value.text, folded);
    text = folded;
  }
  return std::ranges::any_of(event.scalars(*other), [&](const Scalar& o) {
    return o.kind != Scalar::Kind::null && Pattern::literal(o.text, test.anchor, test.cased).matches(text);
  });
}

bool time_part_matches(const TimePartTest& test, const Scalar& value) {
  const auto part = part_of_date(value.text, test.part);
  if (!part) return false;
  const std::string digits = std::to_string(*part);
  return number_matches(test.number, {Scalar::Kind::number, digits});
}

// `index`: of the value among all scalars of the event.
bool scalar_matches(const ValueTest& test, const Scalar& value, std::size_t index, const Event& event) {
  if (std::holds_alternative<NullTest>(test)) return value.kind == Scalar::Kind::null;
  if (value.kind == Scalar::Kind::null) return false;
  if (const auto* pattern = std::get_if<Pattern>(&test)) {
    return pattern->matches(pattern->cased() ? value.text : event.folded(index));
  }
  if (const auto* number = std::get_if<NumberTest>(&test)) return number_matches(*number, value);
  if (const auto* cidr = std::get_if<CidrTest>(&test)) return cidr_matches(*cidr, value.text);
  if (const auto* other = std::get_if<FieldReferenceTest>(&test))
    return reference_matches(*other, value, event);
  if (const auto* regex = std::get_if<Regex>(&test)) return regex->matches(value.text);
  if (const auto* part = std::get_if<TimePartTest>(&test)) return time_part_matches(*part, value);
  return false;
}

bool any_of(std::span<const ValueTest> wanted, const Event& event, const Field& field) {
  const std::span<const Scalar> scalars = event.scalars(field);
  for (std::size_t i = 0; i < scalars.size(); ++i) {
    for (const ValueTest& one : wanted) {
      if (scalar_matches(one, scalars[i], field.first + i, event)) return true;
    }
  }
  return false;
}

// The forms of the rule's value of this number.
std::span<const ValueTest> forms_of(const FieldTest& test, std::size_t value) {
  const std::size_t from = value == 0 ? 0 : test.ends[value - 1];
  return std::span{test.values}.subspan(from, test.ends[value] - from);
}

bool field_matches(const FieldTest& test, const Event& event, const Field& field) {
  if (!test.all) return any_of(test.values, event, field);
  for (std::size_t value = 0; value < test.ends.size(); ++value) {
    if (!any_of(forms_of(test, value), event, field)) return false;
  }
  return true;
}

bool in_any_field(std::span<const ValueTest> wanted, const Event& event, std::string_view* matched) {
  for (const Field& field : event.fields()) {
    if (!any_of(wanted, event, field)) continue;
    if (matched) *matched = field.key;
    return true;
  }
  return false;
}

bool keyword_matches(const FieldTest& test, const Event& event, std::string_view* matched) {
  if (!test.all) return in_any_field(test.values, event, matched);
  for (std::size_t value = 0; value < test.ends.size(); ++value) {
    if (!in_any_field(forms_of(test, value), event, matched)) return false;
  }
  return true;
}

}  // namespace

bool parse_cidr(std::string_view text, CidrTest& into) {
  const std::size_t slash = text.find('/');
  const std::string address{text.substr(0, slash)};
  CidrTest parsed;
  parsed.ipv6 = address.find(':') != std::string::npos;
  if (inet_pton(parsed.ipv6 ? AF_INET6 : AF_INET, address.c_str(), parsed.network.data()) != 1) return false;
  const unsigned longest = parsed.ipv6 ? 128 : 32;
  parsed.prefix = longest;
  if (slash != std::string_view::npos) {
    const auto bits = number_from<std::int64_t>(text.substr(slash + 1));
    if (!bits || *bits < 0 || *bits > longest) return false;
    parsed.prefix = static_cast<unsigned>(*bits);
  }
  into = parsed;
  return true;
}

bool is_number(std::string_view text) {
  // from_chars also reads "nan" and "inf", which in a rule are words.
  return text.find_first_not_of("0123456789+-.eE") == std::string_view::npos &&
         number_from<double>(text).has_value();
}

// `null` and `exists` are about the field itself, so they also speak of an absent one.
bool may_match_absent(const FieldTest& test) {
  return std::ranges::any_of(test.values, [](const ValueTest& value) {
    if (std::holds_alternative<NullTest>(value)) return true;
    const auto* exists = std::get_if<ExistsTest>(&value);
    return exists && !exists->wanted;
  });
}

bool matches(const FieldTest& test, const Event& event, std::string_view* matched) {
  if (test.field.empty()) return keyword_matches(test, event, matched) != test.negated;
  if (matched) *matched = test.field;
  const Field* field = event.find(test.field);
  if (!field) return may_match_absent(test);
  for (const ValueTest& value : test.values) {
    if (const auto* exists = std::get_if<ExistsTest>(&value)) return exists->wanted;
  }
  return field_matches(test, event, *field) != test.negated;
}

}  // namespace firsthour::triage::sigma
