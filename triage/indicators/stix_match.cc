// SPDX-License-Identifier: Apache-2.0
// Whether what was seen satisfies a pattern. Bounded: of the ways in which an observing expression can be
// satisfied the first 4,096 are followed, of each the times only.
#include "casefile/json.h"
#include "triage/indicators/address.h"
#include "triage/indicators/stix_pattern.h"
#include "triage/sigma/regex.h"

#include <algorithm>
#include <functional>
#include <limits>
#include <set>

namespace firsthour::triage::stix {
namespace {

constexpr std::size_t kMostWays = 4096;

// One way to satisfy an expression: which observations, and the times they span.
struct Satisfied {
  std::set<std::size_t> seen;
  double first = std::numeric_limits<double>::infinity(), last = -std::numeric_limits<double>::infinity();
};

Satisfied merged(const Satisfied& a, const Satisfied& b) {
  Satisfied both = a;
  both.seen.insert(b.seen.begin(), b.seen.end());
  both.first = std::min(a.first, b.first);
  both.last = std::max(a.last, b.last);
  return both;
}

bool disjoint(const Satisfied& a, const Satisfied& b) {
  return std::ranges::none_of(a.seen, [&](std::size_t one) { return b.seen.contains(one); });
}

using Visit = std::function<bool(const Json&)>;  // false ends the search: found

bool each_value(const Json& at, std::span<const PathStep> steps, const Visit& visit);

bool step_in(const Json& at, const PathStep& step, std::span<const PathStep> rest, const Visit& visit) {
  if (step.any || step.index) {
    if (at.is_object() && step.any) {  // hashes[*]: any value of a dictionary
      for (const auto& [key, value] : at.items())
        if (!each_value(value, rest, visit)) return false;
      return true;
    }
    if (!at.is_array()) return true;
    if (step.index) {
      const bool there = *step.index >= 0 && static_cast<std::size_t>(*step.index) < at.size();
      return !there || each_value(at[static_cast<std::size_t>(*step.index)], rest, visit);
    }
    for (const Json& element : at)
      if (!each_value(element, rest, visit)) return false;
    return true;
  }
  if (!at.is_object()) return true;
  const auto found = at.find(step.name);
  return found == at.end() || each_value(*found, rest, visit);
}

bool each_value(const Json& at, std::span<const PathStep> steps, const Visit& visit) {
  return steps.empty() ? visit(at) : step_in(at, steps.front(), steps.subspan(1), visit);
}

// LIKE: % any run, _ one character.
bool like(std::string_view text, std::string_view pattern) {
  std::size_t t = 0, p = 0, star = pattern.npos, mark = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '%') {
      star = p++;
      mark = t;
    } else if (p < pattern.size() && (pattern[p] == '_' || pattern[p] == text[t])) {
      ++p, ++t;
    } else if (star != pattern.npos) {
      p = star + 1;
      t = ++mark;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '%') ++p;
  return p == pattern.size();
}

bool same_text(const std::string& a, const std::string& b, bool digest) {
  if (!digest) return a == b;
  return std::ranges::equal(
      a, b, [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

std::string text_of(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

// Below 0, 0, above 0; nothing when the two cannot be compared.
std::optional<int> order(const Json& value, const Literal& literal, bool digest) {
  const bool number = literal.kind == Literal::Kind::integer || literal.kind == Literal::Kind::real;
  if (number && value.is_number()) {
    const double seen = value.get<double>();
    return seen < literal.number ? -1 : seen > literal.number ? 1 : 0;
  }
  if (literal.kind == Literal::Kind::boolean)
    return value.is_boolean()
               ? std::optional{static_cast<int>(value.get<bool>()) - static_cast<int>(literal.number)}
               : std::nullopt;
  if (value.is_string() &&
      (literal.kind == Literal::Kind::text || number || literal.kind == Literal::Kind::timestamp)) {
    const auto seen = value.get<std::string>();
    return same_text(seen, literal.text, digest) ? 0 : seen.compare(literal.text);
  }
  if (value.is_number() && literal.kind == Literal::Kind::text) return text_of(value).compare(literal.text);
  return std::nullopt;
}

bool subset(const Json& value, const Literal& literal, bool wanted_is_larger) {
  if (!value.is_string()) return false;
  const auto seen = Network::from(value.get<std::string>()), wanted = Network::from(literal.text);
  if (!seen || !wanted) return false;
  return wanted_is_larger ? wanted->contains(*seen) : seen->contains(*wanted);
}

Result<bool> holds(const Comparison& comparison, const Json& value,
                   const std::optional<sigma::Regex>& regex) {
  const auto& steps = comparison.path.steps;
  const bool digest = steps.size() >= 2 && steps[steps.size() - 2].name == "hashes";
  const auto compared = [&](const auto& wanted) {
    return std::ranges::any_of(comparison.values, [&](const Literal& literal) {
      const auto result = order(value, literal, digest);
      return result && wanted(*result);
    });
  };
  switch (comparison.op) {
    case Operator::exists:
      return true;
    case Operator::equal:
    case Operator::in:
      return compared([](int result) { return result == 0; });
    case Operator::less:
      return compared([](int result) { return result < 0; });
    case Operator::less_equal:
      return compared([](int result) { return result <= 0; });
    case Operator::greater:
      return compared([](int result) { return result > 0; });
    case Operator::greater_equal:
      return compared([](int result) { return result >= 0; });
    case Operator::like:
      return value.is_string() && like(value.get<std::string>(), comparison.values.front().text);
    case Operator::matches:
      return regex && regex->matches(text_of(value));
    case Operator::is_subset:
      return subset(value, comparison.values.front(), true);
    case Operator::is_superset:
      return subset(value, comparison.values.front(), false);
  }
  return false;
}

Result<bool> test_comparison(const Comparison& comparison, const Json& objects) {
  std::optional<sigma::Regex> regex;
  if (comparison.op == Operator::matches) {
    auto compiled = sigma::Regex::compile(comparison.values.front().text, {});
    if (!compiled) return tl::unexpected{compiled.error()};
    regex = std::move(*compiled);
  }
  bool found = false;
  for (const Json& object : objects) {
    if (!object.is_object() || object.value("type", "") != comparison.path.type) continue;
    each_value(object, comparison.path.steps, [&](const Json& value) {
      const auto result = holds(comparison, value, regex);
      found = result && *result != comparison.negated;
      return !found;
    });
    if (found) return true;
  }
  return false;
}

Result<bool> test(const Test& node, const Json& objects) {
  if (node.kind == Test::Kind::comparison) return test_comparison(node.comparison, objects);
  const bool all = node.kind == Test::Kind::all;
  for (const Test& part : node.parts) {
    const auto result = test(part, objects);
    if (!result) return result;
    if (*result != all) return !all;
  }
  return all;
}

class Search {
 public:
  explicit Search(std::span<const Observation> seen) : seen_{seen} {}

  Result<std::vector<Satisfied>> ways(const Observing& node) {
    auto found = plain_ways(node);
    if (!found) return found;
    for (const Qualifiers& qualifier : node.qualifiers) *found = qualified(std::move(*found), qualifier);
    return found;
  }

 private:
  Result<std::vector<Satisfied>> plain_ways(const Observing& node) {
    if (node.kind == Observing::Kind::test) return of_test(node.test);
    std::vector<Satisfied> so_far;
    bool first = true;
    for (const Observing& part : node.parts) {
      auto more = ways(part);
      if (!more) return more;
      if (node.kind == Observing::Kind::any || first) {
        so_far.insert(so_far.end(), more->begin(), more->end());
        if (so_far.size() > kMostWays) so_far.resize(kMostWays);
      } else {
        so_far = combined(so_far, *more, node.kind == Observing::Kind::followed_by);
      }
      first = false;
    }
    return so_far;
  }

  Result<std::vector<Satisfied>> of_test(const Test& node) {
    std::vector<Satisfied> found;
    for (std::size_t i = 0; i < seen_.size() && found.size() < kMostWays; ++i) {
      const auto result = test(node, *seen_[i].objects);
      if (!result) return tl::unexpected{result.error()};
      if (!*result) continue;
      const double time = seen_[i].time.value_or(0);
      found.push_back({{i}, time, time});
    }
    return found;
  }

  static std::vector<Satisfied> combined(const std::vector<Satisfied>& left,
                                         const std::vector<Satisfied>& right, bool ordered) {
    std::vector<Satisfied> both;
    for (const Satisfied& a : left)
      for (const Satisfied& b : right) {
        if (!disjoint(a, b) || (ordered && a.last > b.first)) continue;
        both.push_back(merged(a, b));
        if (both.size() >= kMostWays) return both;
      }
    return both;
  }

  static std::vector<Satisfied> qualified(std::vector<Satisfied> ways, const Qualifiers& by) {
    if (by.start)
      std::erase_if(ways,
                    [&](const Satisfied& way) { return way.first < *by.start || way.last >= *by.stop; });
    if (by.within)
      std::erase_if(ways, [&](const Satisfied& way) { return way.last - way.first > *by.within; });
    return by.repeats ? repeated(std::move(ways), *by.repeats) : ways;
  }

  // As many distinct ones as asked for, close together: windows over them in the order of time.
  static std::vector<Satisfied> repeated(std::vector<Satisfied> ways, std::uint64_t times) {
    std::ranges::sort(ways, {}, &Satisfied::first);
    std::vector<Satisfied> windows;
    for (std::size_t start = 0; start < ways.size(); ++start) {
      Satisfied window = ways[start];
      std::uint64_t count = 1;
      for (std::size_t i = start + 1; i < ways.size() && count < times; ++i) {
        if (!disjoint(window, ways[i])) continue;
        window = merged(window, ways[i]);
        ++count;
      }
      if (count == times) windows.push_back(std::move(window));
    }
    return windows;
  }

  std::span<const Observation> seen_;
};

}  // namespace

bool asks_for_several(const Pattern& pattern) {
  return pattern.root.kind != Observing::Kind::test || !pattern.root.qualifiers.empty();
}

namespace {

Result<bool> any_holds(const Observing& node, const Json& objects) {
  if (node.kind == Observing::Kind::test) return test(node.test, objects);
  for (const Observing& part : node.parts) {
    const auto held = any_holds(part, objects);
    if (!held || *held) return held;
  }
  return false;
}

}  // namespace

Result<bool> any_test_holds(const Pattern& pattern, const Json& objects) {
  return any_holds(pattern.root, objects);
}

Result<bool> matches(const Pattern& pattern, std::span<const Observation> seen) {
  const auto ways = Search{seen}.ways(pattern.root);
  if (!ways) return tl::unexpected{ways.error()};
  return !ways->empty();
}

}  // namespace firsthour::triage::stix
