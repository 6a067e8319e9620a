// SPDX-License-Identifier: Apache-2.0
// One test of one field: `process.executable|startswith: [/tmp/, /dev/shm/]`.
//
// A list in the event matches when any of its elements does. A field that is absent matches nothing but
// `null` and `exists: false`: what is not known is never a reason for a finding (`neq` included).
#pragma once

#include "triage/sigma/event.h"
#include "triage/sigma/pattern.h"
#include "triage/sigma/regex.h"
#include "triage/sigma/time_part.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firsthour::triage::sigma {

enum class Comparison { equal, less, less_or_equal, greater, greater_or_equal };

// A number as YAML or JSON writes it. Compared as integers where both are, else as doubles.
struct NumberTest {
  Comparison comparison = Comparison::equal;
  std::string number;
};

// An address block; an address of the other family never matches.
struct CidrTest {
  bool ipv6 = false;
  std::array<unsigned char, 16> network{};
  unsigned prefix = 0;
};

// A part of the date that the field holds.
struct TimePartTest {
  TimePart part = TimePart::hour;
  NumberTest number;
};

struct NullTest {};

struct ExistsTest {
  bool wanted = true;
};

// The value of another field of the same event.
struct FieldReferenceTest {
  std::string field;
  Pattern::Anchor anchor = Pattern::Anchor::whole;
  bool cased = false;
};

using ValueTest = std::variant<Pattern, NumberTest, CidrTest, NullTest, ExistsTest, FieldReferenceTest, Regex,
                               TimePartTest>;

struct FieldTest {
  std::string field;     // "" for keywords: any field
  bool all = false;      // every value must match, not one of them
  bool negated = false;  // neq
  std::vector<ValueTest> values;
  // Where each of the rule's values ends in `values`: one may stand for several forms, of which any will do.
  std::vector<std::uint32_t> ends;
};

// The field that matched is told in `matched` (for keywords the one they were found in).
[[nodiscard]] bool matches(const FieldTest& test, const Event& event, std::string_view* matched = nullptr);

// True when an event without the field could match.
[[nodiscard]] bool may_match_absent(const FieldTest& test);

// "192.0.2.0/24", "2001:db8::/32", or an address alone.
[[nodiscard]] bool parse_cidr(std::string_view text, CidrTest& into);
[[nodiscard]] bool is_number(std::string_view text);

}  // namespace firsthour::triage::sigma
