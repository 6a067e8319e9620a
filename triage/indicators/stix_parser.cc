// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/stix_lexer.h"
#include "triage/indicators/stix_pattern.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

namespace firsthour::triage::stix {
namespace {

constexpr std::size_t kLongest = 64U << 10U;
constexpr int kDeepest = 200;

constexpr std::array<std::string_view, 18> kKeywords{
    "AND", "OR",    "NOT",  "FOLLOWEDBY", "LIKE",   "MATCHES", "ISSUPERSET", "ISSUBSET", "EXISTS",
    "IN",  "START", "STOP", "SECONDS",    "WITHIN", "REPEATS", "TIMES",      "true",     "false"};

bool is_keyword(std::string_view word) { return std::ranges::find(kKeywords, word) != kKeywords.end(); }

// Hexadecimal digits of a digest of this name, 0 for names that are not known. Hyphens and case do not
// matter.
std::size_t digest_digits(std::string_view name) {
  std::string plain;
  for (const char c : name)
    if (c != '-') plain.push_back(static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
  if (plain == "md5") return 32;
  if (plain == "sha1") return 40;
  if (plain == "sha256" || plain == "sha3256") return 64;
  if (plain == "sha512" || plain == "sha3512") return 128;
  return 0;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_{text} {}

  Result<Pattern> pattern() {
    if (auto moved = advance(); !moved) return tl::unexpected{moved.error()};
    Pattern whole;
    if (auto read = observing(whole.root, 0); !read) return tl::unexpected{read.error()};
    if (token_.kind != Token::Kind::end) return unexpected_here("the end");
    return whole;
  }

 private:
  Result<> advance() {
    auto next = lexer_.next();
    if (!next) return tl::unexpected{next.error()};
    token_ = std::move(*next);
    return {};
  }

  [[nodiscard]] bool at(std::string_view sign_or_word) const {
    return (token_.kind == Token::Kind::sign || token_.kind == Token::Kind::word) &&
           token_.text == sign_or_word;
  }

  [[nodiscard]] tl::unexpected<Error> unexpected_here(std::string_view wanted) const {
    const std::string found = token_.kind == Token::Kind::end       ? "the end"
                              : token_.kind == Token::Kind::literal ? "a value"
                                                                    : "`" + token_.text + "`";
    return fail(Errc::malformed, "offset " + std::to_string(token_.offset) + ": " + found + " stands where " +
                                     std::string{wanted} + " belongs");
  }

  Result<> expect(std::string_view sign_or_word) {
    if (!at(sign_or_word)) return unexpected_here("`" + std::string{sign_or_word} + "`");
    return advance();
  }

  // A list of `part`s joined by `word`; a single one stands for itself.
  template <class Node, class Part>
  Result<> joined(Node& node, std::string_view word, typename Node::Kind kind, Part part) {
    if (auto read = part(node); !read) return read;
    if (!at(word)) return {};
    Node list;
    list.kind = kind;
    list.parts.push_back(std::move(node));
    while (at(word)) {
      if (auto moved = advance(); !moved) return moved;
      if (auto read = part(list.parts.emplace_back()); !read) return read;
    }
    node = std::move(list);
    return {};
  }

  Result<> observing(Observing& node, int depth) {
    if (depth > kDeepest) return fail(Errc::malformed, "nested more than 200 levels deep");
    return joined(node, "FOLLOWEDBY", Observing::Kind::followed_by, [&](Observing& either) {
      return joined(either, "OR", Observing::Kind::any, [&](Observing& both) {
        return joined(both, "AND", Observing::Kind::all,
                      [&](Observing& one) { return observation(one, depth); });
      });
    });
  }

  Result<> observation(Observing& node, int depth) {
    const bool group = at("(");
    if (!group && !at("[")) return unexpected_here("`[` or `(`");
    if (auto moved = advance(); !moved) return moved;
    if (auto read = group ? observing(node, depth + 1) : test(node.test, depth + 1); !read) return read;
    if (auto closed = expect(group ? ")" : "]"); !closed) return closed;
    return qualifiers(node, group);
  }

  Result<> qualifiers(Observing& node, bool group) {
    Qualifiers all;
    for (;;) {
      Qualifiers one;
      if (at("WITHIN")) {
        if (auto read = within(one); !read) return read;
      } else if (at("REPEATS")) {
        if (auto read = repeats(one); !read) return read;
      } else if (at("START")) {
        if (auto read = start_stop(one); !read) return read;
      } else {
        return {};
      }
      const bool twice =
          (one.within && all.within) || (one.repeats && all.repeats) || (one.start && all.start);
      if (twice && !group)
        return fail(Errc::malformed,
                    "offset " + std::to_string(token_.offset) + ": the same qualifier stands twice");
      if (one.within) all.within = one.within;
      if (one.repeats) all.repeats = one.repeats;
      if (one.start) all.start = one.start;
      node.qualifiers.push_back(one);
    }
  }

  Result<> within(Qualifiers& into) {
    if (auto moved = advance(); !moved) return moved;
    if (!is_number() || token_.literal.text.front() == '-') return unexpected_here("a number of seconds");
    into.within = token_.literal.number;
    if (auto moved = advance(); !moved) return moved;
    return expect("SECONDS");
  }

  Result<> repeats(Qualifiers& into) {
    if (auto moved = advance(); !moved) return moved;
    if (token_.kind != Token::Kind::literal || token_.literal.kind != Literal::Kind::integer ||
        token_.literal.number < 1)
      return unexpected_here("a number of times");
    into.repeats = static_cast<std::uint64_t>(std::min(token_.literal.number, 1e9));
    if (auto moved = advance(); !moved) return moved;
    return expect("TIMES");
  }

  Result<> start_stop(Qualifiers& into) {
    for (std::optional<double>* side : {&into.start, &into.stop}) {
      if (auto said = expect(side == &into.start ? "START" : "STOP"); !said) return said;
      if (token_.kind != Token::Kind::literal || token_.literal.kind != Literal::Kind::timestamp)
        return unexpected_here("a time t'…'");
      *side = token_.literal.number;
      if (auto moved = advance(); !moved) return moved;
    }
    return {};
  }

  Result<> test(Test& node, int depth) {
    if (depth > kDeepest) return fail(Errc::malformed, "nested more than 200 levels deep");
    return joined(node, "OR", Test::Kind::any, [&](Test& both) {
      return joined(both, "AND", Test::Kind::all, [&](Test& one) { return proposition(one, depth); });
    });
  }

  Result<> proposition(Test& node, int depth) {
    if (at("(")) {
      if (auto moved = advance(); !moved) return moved;
      if (auto read = test(node, depth + 1); !read) return read;
      return expect(")");
    }
    Comparison& comparison = node.comparison;
    if (at("EXISTS")) {
      comparison.op = Operator::exists;
      if (auto moved = advance(); !moved) return moved;
      return path(comparison.path);
    }
    if (auto read = path(comparison.path); !read) return read;
    if (at("NOT")) {
      comparison.negated = true;
      if (auto moved = advance(); !moved) return moved;
    }
    if (auto read = operation(comparison); !read) return read;
    return check_digest(comparison);
  }

  Result<> operation(Comparison& into) {
    static constexpr std::pair<std::string_view, Operator> kOperators[] = {
        {"=", Operator::equal},
        {"==", Operator::equal},
        {"!=", Operator::equal},
        {"<>", Operator::equal},
        {"<", Operator::less},
        {"<=", Operator::less_equal},
        {">", Operator::greater},
        {">=", Operator::greater_equal},
        {"IN", Operator::in},
        {"LIKE", Operator::like},
        {"MATCHES", Operator::matches},
        {"ISSUBSET", Operator::is_subset},
        {"ISSUPERSET", Operator::is_superset}};
    const auto found = std::ranges::find_if(kOperators, [&](const auto& one) { return at(one.first); });
    if (found == std::end(kOperators)) return unexpected_here("an operator");
    into.op = found->second;
    if (token_.text == "!=" || token_.text == "<>") into.negated = !into.negated;
    if (auto moved = advance(); !moved) return moved;
    if (into.op == Operator::in) return set(into);
    const bool text_only = into.op == Operator::like || into.op == Operator::matches ||
                           into.op == Operator::is_subset || into.op == Operator::is_superset;
    if (text_only && (token_.kind != Token::Kind::literal || token_.literal.kind != Literal::Kind::text))
      return unexpected_here("a quoted text");
    return value(into, into.op == Operator::equal);
  }

  Result<> set(Comparison& into) {
    if (auto opened = expect("("); !opened) return opened;
    while (!at(")")) {
      if (!into.values.empty())
        if (auto said = expect(","); !said) return said;
      if (auto read = value(into, true); !read) return read;
    }
    return advance();
  }

  Result<> value(Comparison& into, bool boolean_allowed) {
    if (boolean_allowed && (at("true") || at("false"))) {
      into.values.push_back({Literal::Kind::boolean, token_.text, token_.text == "true" ? 1.0 : 0.0});
      return advance();
    }
    if (token_.kind != Token::Kind::literal) return unexpected_here("a value");
    into.values.push_back(std::move(token_.literal));
    return advance();
  }

  Result<> path(ObjectPath& into) {
    if (token_.kind != Token::Kind::word || is_keyword(token_.text))
      return unexpected_here("an object's type");
    into.type = token_.text;
    if (auto moved = advance(); !moved) return moved;
    if (auto said = expect(":"); !said) return said;
    if (auto read = property(into); !read) return read;
    for (;;) {
      if (at(".")) {
        if (auto moved = advance(); !moved) return moved;
        if (auto read = property(into); !read) return read;
      } else if (at("[")) {
        if (auto moved = advance(); !moved) return moved;
        if (auto read = index(into); !read) return read;
      } else {
        return {};
      }
    }
  }

  Result<> property(ObjectPath& into) {
    const bool text = token_.kind == Token::Kind::literal && token_.literal.kind == Literal::Kind::text;
    if (!text && token_.kind != Token::Kind::word) return unexpected_here("a property's name");
    into.steps.push_back({text ? token_.literal.text : token_.text, std::nullopt, false});
    return advance();
  }

  Result<> index(ObjectPath& into) {
    PathStep step;
    if (at("*")) {
      step.any = true;
    } else if (token_.kind == Token::Kind::literal && token_.literal.kind == Literal::Kind::integer) {
      step.index = static_cast<std::int64_t>(std::clamp(token_.literal.number, -1e9, 1e9));
    } else {
      return unexpected_here("an index or `*`");
    }
    into.steps.push_back(std::move(step));
    if (auto moved = advance(); !moved) return moved;
    return expect("]");
  }

  [[nodiscard]] bool is_number() const {
    return token_.kind == Token::Kind::literal &&
           (token_.literal.kind == Literal::Kind::integer || token_.literal.kind == Literal::Kind::real);
  }

  static Result<> check_digest(const Comparison& comparison) {
    const auto& steps = comparison.path.steps;
    const bool compared = comparison.op == Operator::equal || comparison.op == Operator::in;
    if (!compared || steps.size() < 2 || steps[steps.size() - 2].name != "hashes") return {};
    const std::size_t wanted = digest_digits(steps.back().name);
    for (const Literal& literal : comparison.values) {
      const bool hex =
          std::ranges::all_of(literal.text, [](unsigned char c) { return std::isxdigit(c) != 0; });
      if (wanted != 0 && literal.kind == Literal::Kind::text && (literal.text.size() != wanted || !hex))
        return fail(Errc::malformed, "`" + literal.text + "` is no " + steps.back().name + " digest");
    }
    return {};
  }

  Lexer lexer_;
  Token token_;
};

}  // namespace

Result<Pattern> parse_pattern(std::string_view text) {
  if (text.size() > kLongest) return fail(Errc::malformed, "a pattern of more than 64 KiB");
  return Parser{text}.pattern();
}

const Comparison* only_comparison(const Pattern& pattern) {
  const Observing& root = pattern.root;
  if (root.kind != Observing::Kind::test || root.test.kind != Test::Kind::comparison ||
      !root.qualifiers.empty())
    return nullptr;
  const Comparison& comparison = root.test.comparison;
  const bool plain =
      (comparison.op == Operator::equal || comparison.op == Operator::in) && !comparison.negated;
  return plain ? &comparison : nullptr;
}

}  // namespace firsthour::triage::stix
