// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/rule_index.h"

#include "casefile/number.h"

#include <algorithm>
#include <limits>
#include <map>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

// Longer texts are looked for by their end: what rules of one kind share ("c:\windows\system32\") is in
// front.
constexpr std::size_t kLongestLiteral = 24;

// One thing that an event must have; a rule needs one of several of them.
struct Key {
  std::string_view field;
  std::string literal;
  double number = 0;
  bool is_number = false;

  auto operator<=>(const Key&) const = default;
};

std::optional<Key> key_of(std::string_view field, const ValueTest& value) {
  if (const auto* number = std::get_if<NumberTest>(&value)) {
    const auto parsed = number_from<double>(number->number);
    if (number->comparison != Comparison::equal || !parsed) return std::nullopt;
    return Key{field, "", *parsed, true};
  }
  const auto* pattern = std::get_if<Pattern>(&value);
  if (!pattern) return std::nullopt;
  std::string literal = pattern->required();
  if (literal.empty()) return std::nullopt;
  if (literal.size() > kLongestLiteral) literal.erase(0, literal.size() - kLongestLiteral);
  return Key{field, std::move(literal), 0, false};
}

// Alternatives of one test; with `all`, those of the value that is told best.
std::optional<std::vector<Key>> keys_of(const FieldTest& test, std::size_t from, std::size_t to) {
  std::vector<Key> keys;
  for (std::size_t i = from; i < to; ++i) {
    auto key = key_of(test.field, test.values[i]);
    if (!key) return std::nullopt;
    keys.push_back(std::move(*key));
  }
  return keys;
}

using Frequency = std::map<Key, std::uint32_t>;

// How often the key will call for nothing: keys that many rules share, and short texts.
double cost_of(const std::vector<Key>& keys, const Frequency& frequency) {
  double cost = 0;
  for (const Key& key : keys) {
    const auto known = frequency.find(key);
    cost += known == frequency.end() ? 1 : known->second;
    if (key.is_number) continue;
    cost += key.literal.size() < 3 ? 200 : key.literal.size() < 5 ? 20 : 0;
  }
  return cost;
}

struct Choice {
  std::vector<Key> keys;
  double cost = std::numeric_limits<double>::infinity();
};

class Chooser {
 public:
  explicit Chooser(std::span<const Rule* const> rules) {
    for (const Rule* rule : rules) {
      for (const Search& search : rule->searches) {
        for (const auto& tests : search.alternatives) {
          for (const FieldTest& test : tests) count(test);
        }
      }
    }
  }

  // nullopt: the rule must be tried on every event.
  [[nodiscard]] std::optional<std::vector<Key>> choose(const Rule& rule) const {
    std::vector<std::optional<Choice>> of_search;
    for (const Search& search : rule.searches) of_search.push_back(of(search));
    const auto needed = rule.condition.needed([&](std::size_t search) -> std::optional<double> {
      if (!of_search[search]) return std::nullopt;
      return of_search[search]->cost;
    });
    if (!needed) return std::nullopt;
    std::vector<Key> keys;
    for (const std::size_t search : *needed)
      std::ranges::copy(of_search[search]->keys, std::back_inserter(keys));
    return keys;
  }

 private:
  void count(const FieldTest& test) {
    for (const ValueTest& value : test.values) {
      if (auto key = key_of(test.field, value)) ++frequency_[std::move(*key)];
    }
  }

  [[nodiscard]] std::optional<Choice> of(const FieldTest& test) const {
    if (test.negated) return std::nullopt;
    Choice best;
    const auto consider = [&](std::size_t from, std::size_t to) {
      auto keys = keys_of(test, from, to);
      if (!keys) return;
      const double cost = cost_of(*keys, frequency_);
      if (cost < best.cost) best = {std::move(*keys), cost};
    };
    if (!test.all) {
      consider(0, test.values.size());
    } else {
      for (std::size_t i = 0; i < test.ends.size(); ++i)
        consider(i == 0 ? 0 : test.ends[i - 1], test.ends[i]);
    }
    if (best.keys.empty()) return std::nullopt;
    return best;
  }

  [[nodiscard]] std::optional<Choice> of(const Search& search) const {
    Choice together{{}, 0};
    for (const auto& tests : search.alternatives) {
      std::optional<Choice> best;
      for (const FieldTest& test : tests) {
        auto one = of(test);
        if (one && (!best || one->cost < best->cost)) best = std::move(one);
      }
      if (!best) return std::nullopt;
      together.cost += best->cost;
      std::ranges::move(best->keys, std::back_inserter(together.keys));
    }
    return together;
  }

  Frequency frequency_;
};

}  // namespace

RuleIndex::FieldIndex& RuleIndex::field(std::string_view name) {
  const auto [place, added] = fields_.try_emplace(name);
  if (added) {
    place->second.number = names_.size();
    names_.push_back(name);
  }
  return place->second;
}

RuleIndex::RuleIndex(std::vector<const Rule*> rules) : rules_{std::move(rules)} {
  const Chooser chooser{rules_};
  std::map<std::string_view, std::map<std::string, RuleNumbers>> literals;
  for (std::uint32_t number = 0; number < rules_.size(); ++number) {
    for (const Search& search : rules_[number]->searches) {
      for (const auto& tests : search.alternatives) {
        for (const FieldTest& test : tests) field(test.field);
      }
    }
    const auto keys = chooser.choose(*rules_[number]);
    if (!keys) {
      always_.push_back(number);
      continue;
    }
    for (const Key& key : *keys) {
      RuleNumbers& of_key =
          key.is_number ? field(key.field).by_number[key.number] : literals[key.field][key.literal];
      if (of_key.empty() || of_key.back() != number) of_key.push_back(number);
    }
  }
  for (auto& [name, texts] : literals) {
    FieldIndex& index = field(name);
    std::vector<std::string> all;
    for (auto& [text, of_text] : texts) {
      all.push_back(text);
      index.by_literal.push_back(std::move(of_text));
    }
    index.literals = std::make_unique<LiteralSet>(all);
  }
  if (const auto keywords = fields_.find(std::string_view{}); keywords != fields_.end()) {
    any_field_ = &keywords->second;
  }
}

void RuleIndex::add(const RuleNumbers& rules, State& state) {
  for (const std::uint32_t rule : rules) {
    if (state.taken_in_[rule] == state.round_) continue;
    state.taken_in_[rule] = state.round_;
    state.candidates_.push_back(rule);
  }
}

void RuleIndex::take_text(const FieldIndex& index, std::string_view folded, State& state) {
  if (!index.literals) return;
  index.literals->hits(folded, [&](std::uint32_t text) { add(index.by_literal[text], state); });
}

void RuleIndex::take_number(const FieldIndex& index, std::string_view text, State& state) {
  if (index.by_number.empty()) return;
  const auto number = number_from<double>(text);
  if (!number) return;
  if (const auto found = index.by_number.find(*number); found != index.by_number.end()) {
    add(found->second, state);
  }
}

std::span<const std::uint32_t> RuleIndex::candidates(const Event& event, State& state) const {
  ++state.round_;
  state.candidates_.clear();
  state.taken_in_.resize(rules_.size(), 0);
  state.seen_.resize(names_.size(), false);
  add(always_, state);
  for (const Field& field : event.fields()) {
    const auto found = field.key.empty() ? fields_.end() : fields_.find(field.key);
    const bool known = found != fields_.end();
    if (known) state.seen_[found->second.number] = true;
    if (!known && !any_field_) continue;
    for (std::size_t i = field.first; i < field.first + field.count; ++i) {
      if (known && found->second.literals) take_text(found->second, event.folded(i), state);
      if (known) take_number(found->second, event.raw(i), state);
      if (any_field_) take_text(*any_field_, event.folded(i), state);
    }
  }
  std::ranges::sort(state.candidates_);
  return state.candidates_;
}

}  // namespace firsthour::triage::sigma
