// SPDX-License-Identifier: Apache-2.0
// The condition of a rule: `selection and not 1 of filter_*`. Sigma 2.1: and, or, not, parentheses,
// `1 of`, `any of`, `all of` with a name pattern or `them` (all names that do not start with `_`).
// Aggregations (`| count() > 5`) left the standard and are refused by name.
#pragma once

#include "casefile/result.h"

#include <cstdint>
#include <functional>
#include <optional>
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

  // Both must hold; the searches of the second stand in the rule from `offset` on.
  static Condition both(Condition first, Condition second, std::size_t offset);

  // `search` answers for the search of that index; it is asked only when the answer matters.
  [[nodiscard]] bool holds(const std::function<bool(std::size_t)>& search) const;
  // Searches that speak for the condition: those that stand under no `not`.
  void each_positive(const std::function<void(std::size_t)>& visit) const;
  // False when it cannot hold, given which searches may; what stands under `not` is not asked for.
  [[nodiscard]] bool may_hold(const std::function<bool(std::size_t)>& search_may) const;
  // Searches of which at least one holds whenever the condition does, the cheapest such set by `cost`, which
  // has no answer for a search that may hold unnoticed. nullopt when there is no such set (`not x`).
  using SearchCost = std::function<std::optional<double>(std::size_t)>;
  [[nodiscard]] std::optional<std::vector<std::size_t>> needed(const SearchCost& cost) const;

 private:
  enum class Kind : std::uint8_t { search, negation, all, any };
  struct Node {
    Kind kind = Kind::search;
    std::size_t search = 0;
    std::vector<Node> parts;
  };
  friend class ConditionParser;
  static bool node_holds(const Node& node, const std::function<bool(std::size_t)>& search);
  static bool node_may_hold(const Node& node, const std::function<bool(std::size_t)>& search_may);
  static void shift(Node& node, std::size_t offset);
  struct Needed {
    std::vector<std::size_t> searches;
    double cost = 0;
  };
  static std::optional<Needed> needed_by(const Node& node, const SearchCost& cost);
  static void visit_positive(const Node& node, const std::function<void(std::size_t)>& visit);
  Node root_;
};

}  // namespace firsthour::triage::sigma
