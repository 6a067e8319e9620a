// SPDX-License-Identifier: Apache-2.0
// Sigma's string matching: `*` any run of characters, `?` one character, `\` before them (or before `\`)
// takes the meaning away; upper and lower case are equal unless asked otherwise (ASCII letters only: the
// names and commands that rules speak of). Linear for what rules contain in practice, never worse than
// text times pattern.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

// `text` in lower case (ASCII), into a buffer the caller reuses.
void fold_case(std::string_view text, std::string& into);

class Pattern {
 public:
  enum class Anchor { whole, contains, starts_with, ends_with };
  // From the text of a rule, wildcards and escapes included.
  static Pattern from_sigma(std::string_view text, Anchor anchor, bool cased);
  // Every character stands for itself.
  static Pattern literal(std::string_view text, Anchor anchor, bool cased);

  [[nodiscard]] bool cased() const { return cased_; }
  // REQUIRES: `text` is folded unless cased().
  [[nodiscard]] bool matches(std::string_view text) const;

 private:
  enum class Shape { exact, prefix, suffix, inside, general };
  struct Symbol {
    enum class Kind : unsigned char { byte, one, any } kind;
    char byte;
  };
  static Pattern build(std::vector<Symbol> symbols, Anchor anchor, bool cased);
  [[nodiscard]] bool matches_general(std::string_view text) const;

  Shape shape_ = Shape::exact;
  bool cased_ = false;
  std::string literal_;          // for all shapes but general
  std::vector<Symbol> symbols_;  // for general
};

}  // namespace firsthour::triage::sigma
