// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/condition.h"

#include "triage/sigma/pattern.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

// Deeper than any rule of people; keeps hostile ones off the stack.
constexpr int kDeepest = 64;

struct Token {
  std::string_view text;  // "" at the end
  std::size_t column = 0;
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '.' || c == '*' || c == '?';
}

std::string lower(std::string_view text) {
  std::string folded;
  fold_case(text, folded);
  return folded;
}

}  // namespace

class ConditionParser {
 public:
  ConditionParser(std::string_view text, std::span<const std::string> searches)
      : text_{text}, searches_{searches} {
    advance();
  }

  Result<Condition> whole() {
    auto root = either(0);
    if (!root) return tl::unexpected{root.error()};
    if (token_.text == "|") return fail(Errc::unsupported, at("aggregations with \"|\" are not supported"));
    if (!token_.text.empty())
      return fail(Errc::malformed, at("did not expect \"" + std::string{token_.text} + "\""));
    Condition made;
    made.root_ = std::move(*root);
    return made;
  }

 private:
  using Node = Condition::Node;
  using Kind = Condition::Kind;

  void advance() {
    while (next_ < text_.size() && static_cast<unsigned char>(text_[next_]) <= ' ') ++next_;
    const std::size_t from = next_;
    while (next_ < text_.size() && is_word(text_[next_])) ++next_;
    if (next_ == from && next_ < text_.size()) ++next_;
    token_ = {text_.substr(from, next_ - from), from + 1};
  }
  [[nodiscard]] std::string at(const std::string& what) const {
    return "condition, column " + std::to_string(token_.column) + ": " + what;
  }
  [[nodiscard]] bool is(std::string_view word) const { return lower(token_.text) == word; }

  Result<Node> either(int depth) { return chain(depth, "or", Kind::any); }

  // a or b or c; a and b and c: `and` binds closer.
  Result<Node> chain(int depth, std::string_view word, Kind kind) {
    Node joined{kind, 0, {}};
    while (true) {
      auto part = kind == Kind::any ? chain(depth, "and", Kind::all) : single(depth);
      if (!part) return part;
      joined.parts.push_back(std::move(*part));
      if (!is(word)) break;
      advance();
    }
    if (joined.parts.size() == 1) return Node{std::move(joined.parts.front())};
    return joined;
  }

  Result<Node> single(int depth) {
    if (depth > kDeepest) return fail(Errc::malformed, at("nested too deeply"));
    if (is("not")) {
      advance();
      auto inner = single(depth + 1);
      if (!inner) return inner;
      Node negation{Kind::negation, 0, {}};
      negation.parts.push_back(std::move(*inner));
      return negation;
    }
    if (token_.text == "(") {
      advance();
      auto inner = either(depth + 1);
      if (!inner) return inner;
      if (token_.text != ")") return fail(Errc::malformed, at("a closing parenthesis is missing"));
      advance();
      return inner;
    }
    return named();
  }

  Result<Node> named() {
    if (token_.text.empty()) return fail(Errc::malformed, at("ends where a search name was expected"));
    if (!is_word(token_.text.front())) {
      return fail(Errc::malformed, at("did not expect \"" + std::string{token_.text} + "\""));
    }
    const Token first = token_;
    advance();
    if (is("of")) return quantified(first);
    const auto found = std::find(searches_.begin(), searches_.end(), first.text);
    if (found == searches_.end()) {
      token_ = first;
      return fail(Errc::malformed, at("there is no search named \"" + std::string{first.text} + "\""));
    }
    return Node{Kind::search, static_cast<std::size_t>(found - searches_.begin()), {}};
  }

  Result<Node> quantified(const Token& first) {
    const std::string how_many = lower(first.text);
    advance();
    const Token which = token_;
    if (how_many != "1" && how_many != "any" && how_many != "all") {
      token_ = first;
      return fail(Errc::unsupported,
                  at("\"" + std::string{first.text} + " of\" is not supported: 1, any or all"));
    }
    if (which.text.empty() || !is_word(which.text.front())) {
      return fail(Errc::malformed, at("\"of\" needs a search name, a pattern or \"them\""));
    }
    advance();
    Node group{how_many == "all" ? Kind::all : Kind::any, 0, {}};
    const bool them = lower(which.text) == "them";
    const Pattern pattern = Pattern::from_sigma(them ? "*" : which.text, Pattern::Anchor::whole, true);
    for (std::size_t i = 0; i < searches_.size(); ++i) {
      if (searches_[i].starts_with('_') && which.text.front() != '_') continue;
      if (pattern.matches(searches_[i])) group.parts.push_back({Kind::search, i, {}});
    }
    if (group.parts.empty()) {
      token_ = which;
      return fail(Errc::malformed, at("no search is named like \"" + std::string{which.text} + "\""));
    }
    return group;
  }

  std::string_view text_;
  std::span<const std::string> searches_;
  std::size_t next_ = 0;
  Token token_;
};

Result<Condition> Condition::parse(std::string_view text, std::span<const std::string> searches) {
  return ConditionParser{text, searches}.whole();
}

Condition Condition::any_of(std::vector<Condition> conditions) {
  Condition made;
  made.root_.kind = Kind::any;
  for (Condition& c : conditions) made.root_.parts.push_back(std::move(c.root_));
  return made;
}

Condition Condition::both(Condition first, Condition second, std::size_t offset) {
  shift(second.root_, offset);
  Condition made;
  made.root_.kind = Kind::all;
  made.root_.parts.push_back(std::move(first.root_));
  made.root_.parts.push_back(std::move(second.root_));
  return made;
}

void Condition::shift(Node& node, std::size_t offset) {
  node.search += offset;
  for (Node& part : node.parts) shift(part, offset);
}

bool Condition::may_hold(const std::function<bool(std::size_t)>& search_may) const {
  return node_may_hold(root_, search_may);
}

bool Condition::node_may_hold(const Node& node, const std::function<bool(std::size_t)>& search_may) {
  const auto may = [&](const Node& part) { return node_may_hold(part, search_may); };
  if (node.kind == Kind::negation) return true;
  if (node.kind == Kind::search) return search_may(node.search);
  return node.kind == Kind::all ? std::ranges::all_of(node.parts, may) : std::ranges::any_of(node.parts, may);
}

std::optional<std::vector<std::size_t>> Condition::needed(const SearchCost& cost) const {
  auto found = needed_by(root_, cost);
  if (!found) return std::nullopt;
  return std::move(found->searches);
}

std::optional<Condition::Needed> Condition::needed_by(const Node& node, const SearchCost& cost) {
  if (node.kind == Kind::negation) return std::nullopt;
  if (node.kind == Kind::search) {
    const auto one = cost(node.search);
    if (!one) return std::nullopt;
    return Needed{{node.search}, *one};
  }
  std::optional<Needed> best;
  Needed together;
  for (const Node& part : node.parts) {
    auto of_part = needed_by(part, cost);
    if (node.kind == Kind::all) {
      if (of_part && (!best || of_part->cost < best->cost)) best = std::move(of_part);
      continue;
    }
    if (!of_part) return std::nullopt;
    together.cost += of_part->cost;
    together.searches.insert(together.searches.end(), of_part->searches.begin(), of_part->searches.end());
  }
  if (node.kind == Kind::all) return best;
  return together;
}

bool Condition::holds(const std::function<bool(std::size_t)>& search) const {
  return node_holds(root_, search);
}

bool Condition::node_holds(const Node& node, const std::function<bool(std::size_t)>& search) {
  const auto holds = [&](const Node& part) { return node_holds(part, search); };
  switch (node.kind) {
    case Kind::search:
      return search(node.search);
    case Kind::negation:
      return !holds(node.parts.front());
    case Kind::all:
      return std::ranges::all_of(node.parts, holds);
    case Kind::any:
      return std::ranges::any_of(node.parts, holds);
  }
  return false;
}

void Condition::each_positive(const std::function<void(std::size_t)>& visit) const {
  visit_positive(root_, visit);
}

void Condition::visit_positive(const Node& node, const std::function<void(std::size_t)>& visit) {
  if (node.kind == Kind::search) visit(node.search);
  if (node.kind == Kind::negation) return;
  for (const Node& part : node.parts) visit_positive(part, visit);
}

}  // namespace firsthour::triage::sigma
