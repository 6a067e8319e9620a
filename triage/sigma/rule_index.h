// SPDX-License-Identifier: Apache-2.0
// Which of thousands of rules an event can match at all. For each rule one cheap thing is found that every
// event it matches must have (a piece of text in a field, a number in a field); each field of the event is
// then gone through once for all rules. Exact: a rule that is not named cannot match.
#pragma once

#include "triage/sigma/literal_set.h"
#include "triage/sigma/rule.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace firsthour::triage::sigma {

class RuleIndex {
 public:
  // What changes from event to event; one for each user of the index.
  class State {
   public:
    // Whether any event had the field so far.
    [[nodiscard]] const std::vector<bool>& seen() const { return seen_; }

   private:
    friend class RuleIndex;
    std::vector<std::uint32_t> candidates_;
    std::vector<std::uint64_t> taken_in_;  // by rule: the round in which it became a candidate
    std::uint64_t round_ = 0;
    std::vector<bool> seen_;  // by field
  };

  // The rules must live as long and stay where they are.
  explicit RuleIndex(std::vector<const Rule*> rules);

  // Places in rules() of those that may match, in order. Valid until the next call.
  std::span<const std::uint32_t> candidates(const Event& event, State& state) const;

  [[nodiscard]] std::span<const Rule* const> rules() const { return rules_; }
  // Rules for which nothing cheap was found: they are candidates for every event.
  [[nodiscard]] std::size_t always() const { return always_.size(); }
  // The fields that rules ask for; State::seen has their order.
  [[nodiscard]] std::span<const std::string_view> fields() const { return names_; }

 private:
  using RuleNumbers = std::vector<std::uint32_t>;
  struct FieldIndex {
    std::size_t number = 0;
    std::unique_ptr<LiteralSet> literals;
    std::vector<RuleNumbers> by_literal;
    std::unordered_map<double, RuleNumbers> by_number;
  };

  FieldIndex& field(std::string_view name);
  static void add(const RuleNumbers& rules, State& state);
  static void take_text(const FieldIndex& index, std::string_view folded, State& state);
  static void take_number(const FieldIndex& index, std::string_view text, State& state);

  std::vector<const Rule*> rules_;
  std::unordered_map<std::string_view, FieldIndex> fields_;  // keys are the rules'
  std::vector<std::string_view> names_;
  const FieldIndex* any_field_ = nullptr;  // of keywords
  RuleNumbers always_;
};

}  // namespace firsthour::triage::sigma
