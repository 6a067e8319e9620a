// SPDX-License-Identifier: Apache-2.0
// Sigma's string matching: `*` any run of characters, `?` one character, `\` before them (or before `\`)
// takes the meaning away; upper and lower case are equal unless asked otherwise (ASCII letters only: the
// names and commands that rules speak of). Linear for what rules contain in practice, never worse than
// text times pattern.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

// A rule's text with its escapes taken off. nullopt when it holds wildcards.
[[nodiscard]] std::optional<std::string> without_escapes(std::string_view text);

// `text` in lower case (ASCII), into a buffer the caller reuses.
void fold_case(std::string_view text, std::string& into);

class Pattern {
 public:
  enum class Anchor { whole, contains, starts_with, ends_with };
  // From the text of a rule, wildcards and escapes included.
  static Pattern from_sigma(std::string_view text, Anchor anchor, bool cased);
  // The same; a dash that begins an option stands for any of the five (`windash`, encoded_text.h).
  static Pattern from_sigma_with_dashes(std::string_view text, Anchor anchor, bool cased);
  // Every character stands for itself.
  static Pattern literal(std::string_view text, Anchor anchor, bool cased);

  [[nodiscard]] bool cased() const { return cased_; }
  // REQUIRES: `text` is folded unless cased().
  [[nodiscard]] bool matches(std::string_view text) const;
  // The longest run of characters that every text it matches holds, in lower case; "" when there is none.
  [[nodiscard]] std::string required() const;

 private:
  enum class Shape { exact, prefix, suffix, inside, general };
  struct Symbol {
    enum class Kind : unsigned char { byte, one, any, dash } kind;
    char byte;
  };
  static std::vector<Symbol> symbols_of(std::string_view text, bool dashes);
  static Pattern build(std::vector<Symbol> symbols, Anchor anchor, bool cased);
  static std::size_t taken_by(const Symbol& symbol, std::string_view text, std::size_t at);
  [[nodiscard]] bool matches_general(std::string_view text) const;

  Shape shape_ = Shape::exact;
  bool cased_ = false;
  std::string literal_;          // for all shapes but general
  std::vector<Symbol> symbols_;  // for general
};

}  // namespace firsthour::triage::sigma
