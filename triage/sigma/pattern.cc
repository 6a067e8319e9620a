// SPDX-License-Identifier: Apache-2.0
#include "triage/sigma/pattern.h"

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

}  // namespace

void fold_case(std::string_view text, std::string& into) {
  into.resize(text.size());
  std::transform(text.begin(), text.end(), into.begin(), folded);
}

Pattern Pattern::from_sigma(std::string_view text, Anchor anchor, bool cased) {
  std::vector<Symbol> symbols;
  symbols.reserve(text.size() + 2);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    // A backslash before anything else is an ordinary one, so that paths need no doubling.
    const bool escapes =
        c == '\\' && i + 1 < text.size() && (text[i + 1] == '*' || text[i + 1] == '?' || text[i + 1] == '\\');
    if (escapes) {
      symbols.push_back({Symbol::Kind::byte, text[++i]});
    } else if (c == '*') {
      symbols.push_back({Symbol::Kind::any, 0});
    } else if (c == '?') {
      symbols.push_back({Symbol::Kind::one, 0});
    } else {
      symbols.push_back({Symbol::Kind::byte, c});
    }
  }
  return build(std::move(symbols), anchor, cased);
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
      if (at < text.size() && (s.kind == Symbol::Kind::one || s.byte == text[at])) {
        at += s.kind == Symbol::Kind::one ? character_length(text, at) : 1;
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
