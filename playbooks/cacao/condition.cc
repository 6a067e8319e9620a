// SPDX-License-Identifier: Apache-2.0
#include "playbooks/condition.h"

#include "playbooks/cacao/comparison.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace firsthour::playbooks {
namespace {

constexpr int kDeepest = 100;
constexpr std::size_t kLongest = 64 << 10;

enum class Kind { end, word, text, number, open, close, comma, open_square, close_square, sign };
struct Token {
  Kind kind = Kind::end;
  std::string text;  // of a text without its quotes
  std::size_t offset = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view all) : all_{all} {}

  Result<Token> next() {
    while (at_ < all_.size() && std::isspace(static_cast<unsigned char>(all_[at_])) != 0) ++at_;
    Token token;
    token.offset = at_;
    if (at_ == all_.size()) return token;
    const char c = all_[at_];
    static constexpr std::array<std::pair<char, Kind>, 5> kSigns{{{'(', Kind::open},
                                                                  {')', Kind::close},
                                                                  {',', Kind::comma},
                                                                  {'[', Kind::open_square},
                                                                  {']', Kind::close_square}}};
    for (const auto& [sign, kind] : kSigns)
      if (c == sign) {
        ++at_;
        token.kind = kind;
        return token;
      }
    if (c == '\'' || c == '"') return quoted(c, std::move(token));
    if (std::string_view{"=!<>"}.find(c) != std::string_view::npos) return comparison_sign(std::move(token));
    if (word_character(c)) return word(std::move(token));
    return fail(Errc::malformed, fmt::format("at {}: this character stands in no condition", at_));
  }

 private:
  static bool word_character(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view{"_-+.:/$*@"}.find(c) != std::string_view::npos;
  }

  Result<Token> quoted(char quote, Token token) {
    token.kind = Kind::text;
    for (++at_; at_ < all_.size() && all_[at_] != quote; ++at_) {
      if (all_[at_] == '\\' && at_ + 1 < all_.size()) ++at_;
      token.text += all_[at_];
    }
    if (at_ == all_.size())
      return fail(Errc::malformed, fmt::format("at {}: the text has no end", token.offset));
    ++at_;
    return token;
  }

  Result<Token> comparison_sign(Token token) {
    token.kind = Kind::sign;
    while (at_ < all_.size() && token.text.size() < 2 &&
           std::string_view{"=!<>"}.find(all_[at_]) != std::string_view::npos)
      token.text += all_[at_++];
    return token;
  }

  Result<Token> word(Token token) {
    token.kind = Kind::word;
    while (at_ < all_.size() && word_character(all_[at_])) token.text += all_[at_++];
    return token;
  }

  std::string_view all_;
  std::size_t at_ = 0;
};

// A value with the type that it has: of a variable its own, of a literal none.
struct Operand {
  std::string type, value;
  bool text = false;  // written in quotes
};

// Reads and, where variables are given, evaluates. Both sides of AND and OR are read always; what is unknown
// is an error wherever it stands, so that a condition does not hang on the order of its parts.
class Reader {
 public:
  Reader(std::string_view condition, const Variables* variables) : lexer_{condition}, variables_{variables} {}

  Result<bool> whole() {
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    const auto value = any_of(0);
    if (!value) return value;
    if (token_.kind != Kind::end) return wrong("the condition should end here");
    return value;
  }

  [[nodiscard]] const std::vector<std::string>& keys() const { return keys_; }

 private:
  Result<> move() {
    auto token = lexer_.next();
    if (!token) return tl::unexpected{token.error()};
    token_ = std::move(*token);
    return {};
  }

  tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(Errc::malformed, fmt::format("at {}: {}", token_.offset, what));
  }

  [[nodiscard]] bool is_word(std::string_view word) const {
    return token_.kind == Kind::word && token_.text.size() == word.size() &&
           std::equal(word.begin(), word.end(), token_.text.begin(),
                      [](char a, char b) { return a == std::toupper(static_cast<unsigned char>(b)); });
  }

  Result<bool> any_of(int depth) {
    auto left = all_of(depth);
    while (left && is_word("OR")) {
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
      const auto right = all_of(depth);
      if (!right) return right;
      left = *left || *right;
    }
    return left;
  }

  Result<bool> all_of(int depth) {
    auto left = one(depth);
    while (left && is_word("AND")) {
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
      const auto right = one(depth);
      if (!right) return right;
      left = *left && *right;
    }
    return left;
  }

  Result<bool> one(int depth) {
    if (depth > kDeepest) return wrong("parentheses are nested too deep");
    if (is_word("NOT")) {
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
      const auto value = one(depth + 1);
      if (!value) return value;
      return !*value;
    }
    if (token_.kind == Kind::open) return bracketed(Kind::close, depth);
    if (token_.kind == Kind::open_square) return bracketed(Kind::close_square, depth);
    return comparison();
  }

  Result<bool> bracketed(Kind close, int depth) {
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    const auto value = any_of(depth + 1);
    if (!value) return value;
    if (token_.kind != close) return wrong("a bracket is not closed");
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    return value;
  }

  Result<bool> comparison() {
    const auto left = operand();
    if (!left) return tl::unexpected{left.error()};
    bool negated = false;
    if (is_word("NOT")) {
      negated = true;
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    }
    const bool in = is_word("IN");
    const auto how = in ? std::optional{Comparison::equal} : comparison_named(token_.text);
    if (!how || (token_.kind != Kind::word && token_.kind != Kind::sign)) return truth(*left, negated);
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    const auto value = in ? one_of(*left) : with_right(*left, *how);
    if (!value) return value;
    return *value != negated;
  }

  // A lone `__flag__:value`: CACAO's own examples leave out the comparison with true.
  Result<bool> truth(const Operand& left, bool negated) {
    if (negated || left.type.empty())
      return wrong("a comparison is expected: = != < <= > >= IN LIKE MATCHES");
    if (left.type != "bool") return wrong("only a bool stands without a comparison");
    return left.value == "true";
  }

  Result<bool> with_right(const Operand& left, Comparison how) {
    const auto right = operand();
    if (!right) return tl::unexpected{right.error()};
    return compared(left, how, *right);
  }

  Result<bool> one_of(const Operand& left) {
    if (token_.kind != Kind::open) return wrong("IN is followed by a list in parentheses");
    bool any = false;
    do {
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
      const auto right = operand();
      if (!right) return tl::unexpected{right.error()};
      const auto equal = compared(left, Comparison::equal, *right);
      if (!equal) return equal;
      any = any || *equal;
    } while (token_.kind == Kind::comma);
    if (token_.kind != Kind::close) return wrong("the list is not closed");
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    return any;
  }

  Result<bool> compared(const Operand& left, Comparison how, const Operand& right) {
    if (!variables_) return false;
    return compare(left.type.empty() ? right.type : left.type, left.value, how, right.value);
  }

  Result<Operand> operand() {
    Operand operand;
    if (token_.kind != Kind::word && token_.kind != Kind::text) return wrong("a value is expected");
    operand.text = token_.kind == Kind::text;
    operand.value = token_.text;
    // A constant of STIX carries its kind before the quotes: t'2026-…', h'00ff', b'…'.
    const bool kind_letter = token_.kind == Kind::word && token_.text.size() == 1;
    if (token_.kind == Kind::word || operand.text) {
      if (auto taken = take_variable(operand); !taken) return tl::unexpected{taken.error()};
    }
    if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    if (kind_letter && token_.kind == Kind::text && operand.type.empty()) {
      operand.value = token_.text;
      operand.text = true;
      if (auto moved = move(); !moved) return tl::unexpected{moved.error()};
    }
    return operand;
  }

  // In quotes a reference stands for its value too: playbooks of other engines write '__x__:value'.
  Result<> take_variable(Operand& operand) {
    std::string_view key = operand.value;
    if (!key.starts_with("__")) return {};
    if (key.ends_with(":value")) key.remove_suffix(6);
    if (key.size() < 5 || !key.ends_with("__") || (operand.text && key.size() == operand.value.size()))
      return {};
    if (std::ranges::find(keys_, key) == keys_.end()) keys_.emplace_back(key);
    if (!variables_) {
      operand.type = "bool";  // whatever it is, it may stand alone
      return {};
    }
    const auto found = variables_->find(key);
    if (found == variables_->end()) return fail(Errc::not_found, std::string{key} + " is not defined");
    if (!found->second.value) return fail(Errc::not_found, std::string{key} + " has no known value");
    operand.type = found->second.type;
    operand.value = *found->second.value;
    return {};
  }

  Lexer lexer_;
  const Variables* variables_;
  Token token_;
  std::vector<std::string> keys_;
};

Result<bool> read(std::string_view condition, const Variables* variables, std::vector<std::string>* keys) {
  if (condition.size() > kLongest) return fail(Errc::malformed, "a condition has at most 64 KiB");
  Reader reader{condition, variables};
  auto value = reader.whole();
  if (keys) *keys = reader.keys();
  return value;
}

}  // namespace

Result<> check_condition(std::string_view condition) {
  const auto read_through = read(condition, nullptr, nullptr);
  if (!read_through) return tl::unexpected{read_through.error()};
  return {};
}

std::vector<std::string> variables_of(std::string_view condition) {
  std::vector<std::string> keys;
  (void)read(condition, nullptr, &keys);
  return keys;
}

Result<bool> evaluate(std::string_view condition, const Variables& variables) {
  return read(condition, &variables, nullptr);
}

}  // namespace firsthour::playbooks
