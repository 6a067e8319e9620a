// SPDX-License-Identifier: Apache-2.0
// Patterns of STIX 2.1 (section 9): read wholly, and tested against what was observed.
//
// Decisions where the specification leaves room: dates must exist in form only (30 February is taken, as the
// OASIS validator does); the digest of a `hashes` comparison must have its algorithm's length; one
// observation expression has each kind of qualifier at most once, a group in parentheses may repeat them.
#pragma once

#include "casefile/json_fwd.h"
#include "casefile/result.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace firsthour::triage::stix {

struct Literal {
  enum class Kind { text, integer, real, boolean, hex, binary, timestamp };
  Kind kind = Kind::text;
  std::string text;   // unescaped; of hex and binary the bytes; of others as written
  double number = 0;  // of integer, real, boolean; of a timestamp seconds since 1970
};

struct PathStep {
  std::string name;                   // a property, or a key of a dictionary; "" for an index
  std::optional<std::int64_t> index;  // [3]
  bool any = false;                   // [*]
};

struct ObjectPath {
  std::string type;  // "file", "ipv4-addr"
  std::vector<PathStep> steps;
};

enum class Operator {
  equal,
  less,
  less_equal,
  greater,
  greater_equal,
  in,
  like,
  matches,
  is_subset,
  is_superset,
  exists
};

struct Comparison {
  ObjectPath path;
  Operator op = Operator::equal;
  bool negated = false;  // NOT, and !=
  std::vector<Literal> values;
};

// Within square brackets.
struct Test {
  enum class Kind { comparison, all, any };
  Kind kind = Kind::comparison;
  Comparison comparison;
  std::vector<Test> parts;
};

struct Qualifiers {
  std::optional<double> within;  // seconds
  std::optional<std::uint64_t> repeats;
  std::optional<double> start, stop;  // seconds since 1970
};

struct Observing {
  enum class Kind { test, all, any, followed_by };
  Kind kind = Kind::test;
  Test test;
  std::vector<Observing> parts;
  std::vector<Qualifiers> qualifiers;  // applied one after the other
};

struct Pattern {
  Observing root;
};

// malformed names the offset. At most 64 KiB of text and 200 levels.
[[nodiscard]] Result<Pattern> parse_pattern(std::string_view text);

// The one comparison, when that is all the pattern is: [type:path = 'value'] or IN.
[[nodiscard]] const Comparison* only_comparison(const Pattern& pattern);

// Something that was seen at a time: STIX cyber-observable objects as JSON, each with "type"; what a _ref
// names stands in its place.
struct Observation {
  std::optional<double> time;     // seconds since 1970
  const Json* objects = nullptr;  // an array
};

// Whether what was seen satisfies the pattern. unsupported when a regular expression cannot be run.
[[nodiscard]] Result<bool> matches(const Pattern& pattern, std::span<const Observation> seen);

// Whether one observation cannot decide it: several are asked for, or when they were.
[[nodiscard]] bool asks_for_several(const Pattern& pattern);
// Whether what was seen satisfies one of its tests. unsupported as above.
[[nodiscard]] Result<bool> any_test_holds(const Pattern& pattern, const Json& objects);

}  // namespace firsthour::triage::stix
