// SPDX-License-Identifier: Apache-2.0
// The condition of a rule: `selection and not 1 of filter_*`. Sigma 2.1: and, or, not, parentheses,
// `1 of`, `any of`, `all of` with a name pattern or `them` (all names that do not start with `_`).
// Aggregations (`| count() > 5`) left the standard and are refused by name.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

class Condition {
 public:
  // `searches`: the names that the rule defines. malformed or unsupported, with the column.
  static Result<Condition> parse(std::string_view text, std::span<const std::string> searches);
  // True when any of them is: a rule may give a list of conditions.
  static Condition any_of(std::vector<Condition> conditions);

  // `search` answers for the search of that index; it is asked only when the answer matters.
  [[nodiscard]] bool holds(const std::function<bool(std::size_t)>& search) const;
  // Searches that speak for the condition: those that stand under no `not`.
  void each_positive(const std::function<void(std::size_t)>& visit) const;

 private:
  enum class Kind : std::uint8_t { search, negation, all, any };
  struct Node {
    Kind kind = Kind::search;
    std::size_t search = 0;
    std::vector<Node> parts;
  };
  friend class ConditionParser;
  static bool node_holds(const Node& node, const std::function<bool(std::size_t)>& search);
  static void visit_positive(const Node& node, const std::function<void(std::size_t)>& visit);
  Node root_;
};

}  // namespace firsthour::triage::sigma
