// SPDX-License-Identifier: Apache-2.0
// Words of a STIX pattern.
#pragma once

#include "triage/indicators/stix_pattern.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace firsthour::triage::stix {

struct Token {
  enum class Kind { end, sign, word, literal };
  Kind kind = Kind::end;
  std::string text;  // of a sign or word
  Literal literal;
  std::size_t offset = 0;
};

class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_{text} {}
  // malformed with the offset.
  [[nodiscard]] Result<Token> next();

 private:
  void skip_blanks();
  Result<Token> quoted(char prefix, std::size_t start);
  Result<Token> number(std::size_t start);
  [[nodiscard]] tl::unexpected<Error> wrong(std::size_t at, std::string what) const;

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace firsthour::triage::stix
