// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/regex.h"

#include "casefile/encoding.h"

#include <re2/re2.h>

#include <algorithm>

namespace firsthour::triage::sigma {
namespace {

// Of one compiled expression; what needs more ("((a{500}){500}){500}") is refused.
constexpr std::int64_t kMostMemory = 8 << 20;
constexpr std::size_t kLongestExpression = 16'384;

re2::RE2::Options options_for(const RegexOptions& asked, bool utf8) {
  re2::RE2::Options options;
  options.set_log_errors(false);
  options.set_never_capture(true);
  options.set_max_mem(kMostMemory);
  options.set_case_sensitive(!asked.ignore_case);
  options.set_dot_nl(asked.dot_is_newline);
  options.set_encoding(utf8 ? re2::RE2::Options::EncodingUTF8 : re2::RE2::Options::EncodingLatin1);
  return options;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

}  // namespace

Result<Regex> Regex::compile(const std::string& expression, const RegexOptions& options) {
  if (expression.size() > kLongestExpression) return fail(Errc::malformed, "the expression is too long");
  const std::string whole = options.lines ? "(?m)" + expression : expression;
  Regex made;
  const auto compiled = std::make_shared<const re2::RE2>(whole, options_for(options, true));
  if (!compiled->ok()) {
    const bool lacking = compiled->error_code() == re2::RE2::ErrorBadPerlOp ||
                         compiled->error_code() == re2::RE2::ErrorBadEscape ||
                         compiled->error_code() == re2::RE2::ErrorPatternTooLarge;
    return fail(lacking ? Errc::unsupported : Errc::malformed,
                "the expression is not usable: " + compiled->error());
  }
  made.characters_ = compiled;
  if (is_ascii(expression)) {
    made.bytes_ = std::make_shared<const re2::RE2>(whole, options_for(options, false));
  }
  if (!made.bytes_ || !made.bytes_->ok()) made.bytes_ = compiled;
  return made;
}

bool Regex::matches(std::string_view text) const {
  const re2::RE2& by = is_ascii(text) || is_utf8(text) ? *characters_ : *bytes_;
  return re2::RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, by);
}

}  // namespace firsthour::triage::sigma
