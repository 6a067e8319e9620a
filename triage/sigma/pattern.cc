// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/pattern.h"

#include "triage/sigma/encoded_text.h"

#include <algorithm>
#include <utility>

namespace firsthour::triage::sigma {
namespace {

char folded(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

// Bytes of the UTF-8 character that starts at `at`: `?` is one character, not one byte.
std::size_t character_length(std::string_view text, std::size_t at) {
  std::size_t end = at + 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return end - at;
}

// A backslash before anything else is an ordinary one, so that paths need no doubling.
bool is_escape(std::string_view text, std::size_t at) {
  return text[at] == '\\' && at + 1 < text.size() &&
         (text[at + 1] == '*' || text[at + 1] == '?' || text[at + 1] == '\\');
}

}  // namespace

void fold_case(std::string_view text, std::string& into) {
  into.resize(text.size());
  std::transform(text.begin(), text.end(), into.begin(), folded);
}

std::optional<std::string> without_escapes(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '*' || text[i] == '?') return std::nullopt;
    plain += text[i + (is_escape(text, i) ? 1 : 0)];
    if (is_escape(text, i)) ++i;
  }
  return plain;
}

std::vector<Pattern::Symbol> Pattern::symbols_of(std::string_view text, bool dashes) {
  std::vector<Symbol> symbols;
  symbols.reserve(text.size() + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const std::size_t dash = dashes ? option_dash(text, i) : 0;
    if (dash > 0) {
      symbols.push_back({Symbol::Kind::dash, 0});
      i += dash - 1;
    } else if (is_escape(text, i)) {
      symbols.push_back({Symbol::Kind::byte, text[++i]});
    } else if (c == '*') {
      symbols.push_back({Symbol::Kind::any, 0});
    } else if (c == '?') {
      symbols.push_back({Symbol::Kind::one, 0});
    } else {
      symbols.push_back({Symbol::Kind::byte, c});
    }
  }
  return symbols;
}

Pattern Pattern::from_sigma(std::string_view text, Anchor anchor, bool cased) {
  return build(symbols_of(text, false), anchor, cased);
}

Pattern Pattern::from_sigma_with_dashes(std::string_view text, Anchor anchor, bool cased) {
  return build(symbols_of(text, true), anchor, cased);
}

Pattern Pattern::literal(std::string_view text, Anchor anchor, bool cased) {
  std::vector<Symbol> symbols;
  symbols.reserve(text.size() + 2);
  for (const char c : text) symbols.push_back({Symbol::Kind::byte, c});
  return build(std::move(symbols), anchor, cased);
}

Pattern Pattern::build(std::vector<Symbol> symbols, Anchor anchor, bool cased) {
  const Symbol any{Symbol::Kind::any, 0};
  if (anchor == Anchor::contains || anchor == Anchor::ends_with) symbols.insert(symbols.begin(), any);
  if (anchor == Anchor::contains || anchor == Anchor::starts_with) symbols.push_back(any);
  const auto same_star = [](const Symbol& a, const Symbol& b) {
    return a.kind == Symbol::Kind::any && b.kind == Symbol::Kind::any;
  };
  symbols.erase(std::unique(symbols.begin(), symbols.end(), same_star), symbols.end());
  if (!cased) {
    for (Symbol& s : symbols) s.byte = folded(s.byte);
  }

  Pattern made;
  made.cased_ = cased;
  const bool open_start = !symbols.empty() && symbols.front().kind == Symbol::Kind::any;
  const bool open_end = symbols.size() > 1 && symbols.back().kind == Symbol::Kind::any;
  const auto from = symbols.begin() + (open_start ? 1 : 0);
  const auto to = symbols.end() - (open_end ? 1 : 0);
  if (std::all_of(from, to, [](const Symbol& s) { return s.kind == Symbol::Kind::byte; })) {
    for (auto it = from; it != to; ++it) made.literal_ += it->byte;
    const bool star_only = open_start && symbols.size() == 1;
    made.shape_ = star_only || (open_start && open_end) ? Shape::inside
                  : open_start                          ? Shape::suffix
                  : open_end                            ? Shape::prefix
                                                        : Shape::exact;
    return made;
  }
  made.shape_ = Shape::general;
  made.symbols_ = std::move(symbols);
  return made;
}

bool Pattern::matches(std::string_view text) const {
  switch (shape_) {
    case Shape::exact:
      return text == literal_;
    case Shape::prefix:
      return text.starts_with(literal_);
    case Shape::suffix:
      return text.ends_with(literal_);
    case Shape::inside:
      return text.find(literal_) != std::string_view::npos;
    case Shape::general:
      return matches_general(text);
  }
  return false;
}

// Bytes of the text that the symbol stands for; 0 when it does not.
std::size_t Pattern::taken_by(const Symbol& symbol, std::string_view text, std::size_t at) {
  switch (symbol.kind) {
    case Symbol::Kind::byte:
      return symbol.byte == text[at] ? 1 : 0;
    case Symbol::Kind::one:
      return character_length(text, at);
    case Symbol::Kind::dash:
      return dash_length(text, at);
    case Symbol::Kind::any:
      return 0;
  }
  return 0;
}

std::string Pattern::required() const {
  std::string longest, run;
  if (shape_ != Shape::general) {
    longest = literal_;
  } else {
    for (const Symbol& s : symbols_) {
      if (s.kind == Symbol::Kind::byte) {
        run += s.byte;
      } else {
        run.clear();
      }
      if (run.size() > longest.size()) longest = run;
    }
  }
  fold_case(longest, run);
  return run;
}

// Going back to the last star alone is enough: what an earlier star took can only be more.
bool Pattern::matches_general(std::string_view text) const {
  constexpr std::size_t kNone = static_cast<std::size_t>(-1);
  std::size_t at = 0, symbol = 0, star = kNone, star_at = 0;
  while (at < text.size() || symbol < symbols_.size()) {
    if (symbol < symbols_.size()) {
      const Symbol& s = symbols_[symbol];
      if (s.kind == Symbol::Kind::any) {
        if (symbol + 1 == symbols_.size()) return true;
        star = symbol++;
        star_at = at;
        continue;
      }
      if (const std::size_t taken = at < text.size() ? taken_by(s, text, at) : 0; taken > 0) {
        at += taken;
        ++symbol;
        continue;
      }
    }
    if (star == kNone || star_at >= text.size()) return false;
    star_at += character_length(text, star_at);
    at = star_at;
    symbol = star + 1;
  }
  return true;
}

}  // namespace firsthour::triage::sigma
