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
  Scratch folded;
  std::string_view text = value.text;
  if (!test.cased) {
    fold_case(value.text, folded);
    text = folded;
  }
  return std::ranges::any_of(event.scalars(*other), [&](const Scalar& o) {
    return o.kind != Scalar::Kind::null && Pattern::literal(o.text, test.anchor, test.cased).matches(text);
  });
}

bool scalar_matches(const ValueTest& test, const Scalar& value, std::string_view folded, const Event& event) {
  if (std::holds_alternative<NullTest>(test)) return value.kind == Scalar::Kind::null;
  if (value.kind == Scalar::Kind::null) return false;
  if (const auto* pattern = std::get_if<Pattern>(&test)) {
    return pattern->matches(pattern->cased() ? value.text : folded);
  }
  if (const auto* number = std::get_if<NumberTest>(&test)) return number_matches(*number, value);
  if (const auto* cidr = std::get_if<CidrTest>(&test)) return cidr_matches(*cidr, value.text);
  if (const auto* other = std::get_if<FieldReferenceTest>(&test))
    return reference_matches(*other, value, event);
  return false;
}

bool needs_folding(const FieldTest& test) {
  return std::ranges::any_of(test.values, [](const ValueTest& value) {
    const auto* pattern = std::get_if<Pattern>(&value);
    return pattern && !pattern->cased();
  });
}

bool any_value_matches(const FieldTest& test, const Event& event, const Field& field, Scratch& scratch) {
  const bool fold = needs_folding(test);
  for (const Scalar& value : event.scalars(field)) {
    if (fold) fold_case(value.text, scratch);
    for (const ValueTest& wanted : test.values) {
      if (scalar_matches(wanted, value, scratch, event)) return true;
    }
  }
  return false;
}

bool all_values_match(const FieldTest& test, const Event& event, const Field& field, Scratch& scratch) {
  const auto held_by_one = [&](const ValueTest& wanted) {
    return std::ranges::any_of(event.scalars(field), [&](const Scalar& value) {
      fold_case(value.text, scratch);
      return scalar_matches(wanted, value, scratch, event);
    });
  };
  return std::ranges::all_of(test.values, held_by_one);
}

bool field_matches(const FieldTest& test, const Event& event, const Field& field, Scratch& scratch) {
  return test.all ? all_values_match(test, event, field, scratch)
                  : any_value_matches(test, event, field, scratch);
}

// `null` and `exists` are about the field itself, so they also speak of an absent one.
bool absent_field_matches(const FieldTest& test) {
  return std::ranges::any_of(test.values, [](const ValueTest& value) {
    if (std::holds_alternative<NullTest>(value)) return true;
    const auto* exists = std::get_if<ExistsTest>(&value);
    return exists && !exists->wanted;
  });
}

bool keyword_matches(const FieldTest& test, const Event& event, Scratch& scratch, std::string_view* matched) {
  const auto found = [&](const FieldTest& one) {
    for (const Field& field : event.fields()) {
      if (!any_value_matches(one, event, field, scratch)) continue;
      if (matched) *matched = field.key;
      return true;
    }
    return false;
  };
  if (!test.all) return found(test);
  return std::ranges::all_of(test.values, [&](const ValueTest& value) {
    FieldTest one;
    one.values.push_back(value);
    return found(one);
  });
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

bool matches(const FieldTest& test, const Event& event, Scratch& scratch, std::string_view* matched) {
  if (test.field.empty()) return keyword_matches(test, event, scratch, matched);
  if (matched) *matched = test.field;
  const Field* field = event.find(test.field);
  if (!field) return absent_field_matches(test);
  for (const ValueTest& value : test.values) {
    if (const auto* exists = std::get_if<ExistsTest>(&value)) return exists->wanted;
  }
  return field_matches(test, event, *field, scratch) != test.negated;
}

}  // namespace firsthour::triage::sigma
