// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/stix_lexer.h"

#include "casefile/encoding.h"
#include "casefile/number.h"

#include <array>
#include <chrono>
#include <optional>

namespace firsthour::triage::stix {
namespace {

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::optional<int> digits(std::string_view text, std::size_t at, std::size_t count, int least, int most) {
  const auto value = number_from<unsigned>(text.substr(std::min(at, text.size()), count));
  if (!value || at + count > text.size() || static_cast<int>(*value) < least ||
      static_cast<int>(*value) > most)
    return std::nullopt;
  return static_cast<int>(*value);
}

// "2016-06-01T01:30:00.123Z"; 30 February is taken for 1 March.
std::optional<double> seconds_of(std::string_view text) {
  const auto year = digits(text, 0, 4, 0, 9999), month = digits(text, 5, 2, 1, 12),
             day = digits(text, 8, 2, 1, 31), hour = digits(text, 11, 2, 0, 23),
             minute = digits(text, 14, 2, 0, 59), second = digits(text, 17, 2, 0, 60);
  if (!year || !month || !day || !hour || !minute || !second || text.size() < 20 || text.back() != 'Z' ||
      text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
    return std::nullopt;
  double part = 0;
  if (const std::string_view rest = text.substr(19, text.size() - 20); !rest.empty()) {
    if (rest.size() < 2 || rest[0] != '.' || rest.find_first_not_of("0123456789", 1) != rest.npos)
      return std::nullopt;
    part = number_from<double>("0" + std::string{rest}).value_or(0);
  }
  using namespace std::chrono;
  const sys_days month_start{std::chrono::year{*year} / std::chrono::month{static_cast<unsigned>(*month)} /
                             1};
  const auto whole = month_start.time_since_epoch() + days{*day - 1} + hours{*hour} + minutes{*minute};
  return static_cast<double>(duration_cast<std::chrono::seconds>(whole).count() + *second) + part;
}

std::optional<std::string> bytes_of_hex(std::string_view text) {
  const auto bytes = from_hex(text);
  if (!bytes) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

std::optional<std::string> bytes_of_base64(std::string_view text) {
  const auto bytes = from_base64(text);
  if (!bytes) return std::nullopt;
  return std::string{reinterpret_cast<const char*>(bytes->data()), bytes->size()};
}

}  // namespace

tl::unexpected<Error> Lexer::wrong(std::size_t at, std::string what) const {
  return fail(Errc::malformed, "offset " + std::to_string(at) + ": " + std::move(what));
}

void Lexer::skip_blanks() {
  for (;;) {
    while (at_ < text_.size() && std::string_view{" \t\r\n\f\v"}.find(text_[at_]) != std::string_view::npos)
      ++at_;
    if (text_.substr(at_).starts_with("/*")) {
      const std::size_t end = text_.find("*/", at_ + 2);
      at_ = end == text_.npos ? text_.size() : end + 2;
    } else if (text_.substr(at_).starts_with("//")) {
      const std::size_t end = text_.find('\n', at_);
      at_ = end == text_.npos ? text_.size() : end;
    } else {
      return;
    }
  }
}

Result<Token> Lexer::quoted(char prefix, std::size_t start) {
  std::string value;
  for (;;) {
    if (at_ >= text_.size()) return wrong(start, "a quoted text has no end");
    const char c = text_[at_++];
    if (c == '\'') break;
    if (c != '\\') {
      value.push_back(c);
      continue;
    }
    if (at_ >= text_.size() || (text_[at_] != '\'' && text_[at_] != '\\'))
      return wrong(at_ - 1, "a backslash stands before neither a quote nor a backslash");
    value.push_back(text_[at_++]);
  }
  Token token{Token::Kind::literal, "", {Literal::Kind::text, value, 0}, start};
  if (prefix == 'h') {
    auto bytes = bytes_of_hex(value);
    if (!bytes) return wrong(start, "not hexadecimal");
    token.literal = {Literal::Kind::hex, std::move(*bytes), 0};
  } else if (prefix == 'b') {
    auto bytes = bytes_of_base64(value);
    if (!bytes) return wrong(start, "not base64");
    token.literal = {Literal::Kind::binary, std::move(*bytes), 0};
  } else if (prefix == 't') {
    const auto seconds = seconds_of(value);
    if (!seconds) return wrong(start, "not a time as 2026-01-31T12:00:00Z");
    token.literal = {Literal::Kind::timestamp, value, *seconds};
  }
  return token;
}

Result<Token> Lexer::number(std::size_t start) {
  std::size_t end = start;
  if (text_[end] == '-' || text_[end] == '+') ++end;
  const std::size_t first = end;
  while (end < text_.size() && is_digit(text_[end])) ++end;
  bool real = false;
  if (end < text_.size() && text_[end] == '.' && end + 1 < text_.size() && is_digit(text_[end + 1])) {
    real = true;
    for (++end; end < text_.size() && is_digit(text_[end]);) ++end;
  }
  if (end == first) return wrong(start, "a sign without a number");
  if (!real && end - first > 1 && text_[first] == '0') return wrong(start, "a number begins with 0");
  const std::string written{text_.substr(start, end - start)};
  const std::string_view unsigned_text =
      written.front() == '+' ? std::string_view{written}.substr(1) : written;
  at_ = end;
  return Token{Token::Kind::literal,
               "",
               {real ? Literal::Kind::real : Literal::Kind::integer, written,
                number_from<double>(unsigned_text).value_or(0)},
               start};
}

Result<Token> Lexer::next() {
  skip_blanks();
  const std::size_t start = at_;
  if (at_ >= text_.size()) return Token{Token::Kind::end, "", {}, start};
  const char c = text_[at_];
  if (c == '\'') return ++at_, quoted('\'', start);
  if ((c == 'h' || c == 'b' || c == 't') && at_ + 1 < text_.size() && text_[at_ + 1] == '\'')
    return at_ += 2, quoted(c, start);
  if (is_digit(c) || ((c == '-' || c == '+') && at_ + 1 < text_.size() && is_digit(text_[at_ + 1])))
    return number(start);
  if (is_letter(c)) {
    while (at_ < text_.size() && (is_letter(text_[at_]) || is_digit(text_[at_]) || text_[at_] == '-')) ++at_;
    return Token{Token::Kind::word, std::string{text_.substr(start, at_ - start)}, {}, start};
  }
  for (const std::string_view sign :
       {"==", "!=", "<>", "<=", ">=", "[", "]", "(", ")", ":", ".", ",", "=", "<", ">", "*"}) {
    if (!text_.substr(at_).starts_with(sign)) continue;
    at_ += sign.size();
    return Token{Token::Kind::sign, std::string{sign}, {}, start};
  }
  return wrong(start, "`" + std::string(1, c) + "` is no part of a pattern");
}

}  // namespace firsthour::triage::stix
