// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/encoded_run.h"

#include <algorithm>
#include <array>
#include <cstdint>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLongestBreak = 24, kBefore = 40;
constexpr std::uint8_t kNone = 0xFF;

// Values of base64's alphabet, the one for names (RFC 4648 section 5) included.
constexpr std::array<std::uint8_t, 256> make_values() {
  std::array<std::uint8_t, 256> values{};
  values.fill(kNone);
  for (int i = 0; i < 26; ++i) {
    values[static_cast<std::size_t>('A' + i)] = static_cast<std::uint8_t>(i);
    values[static_cast<std::size_t>('a' + i)] = static_cast<std::uint8_t>(26 + i);
  }
  for (int i = 0; i < 10; ++i) values[static_cast<std::size_t>('0' + i)] = static_cast<std::uint8_t>(52 + i);
  values['+'] = values['-'] = 62;
  values['/'] = values['_'] = 63;
  return values;
}
constexpr auto kValues = make_values();

std::uint8_t value(char c) { return kValues[static_cast<unsigned char>(c)]; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A content as characters: each byte one, or each pair of bytes whose second is zero.
template <std::size_t kWidth>
class Letters {
 public:
  explicit Letters(std::string_view bytes) : bytes_{bytes} {}
  [[nodiscard]] std::size_t size() const { return bytes_.size() / kWidth; }
  [[nodiscard]] char operator[](std::size_t i) const {
    if constexpr (kWidth == 1) return bytes_[i];
    return bytes_[2 * i + 1] == '\0' ? bytes_[2 * i] : '\0';
  }
  [[nodiscard]] std::string part(std::size_t begin, std::size_t end) const {
    std::string text;
    for (std::size_t i = begin; i < end; ++i) text.push_back((*this)[i]);
    return text;
  }

 private:
  std::string_view bytes_;
};

struct Piece {
  std::size_t begin, end;
};

template <std::size_t kWidth>
class Runs {
 public:
  Runs(std::string_view bytes, std::size_t shift) : text_{bytes.substr(shift)}, shift_{shift} {}

  // False when `take` had enough.
  bool each(const std::function<bool(const EncodedRun&)>& take) {
    for (std::size_t at = 0;;) {
      // Jumps: a run that is long enough covers this place, whatever its start.
      const std::size_t probe = at + kShortestRun - 1;
      if (probe >= text_.size()) return true;
      if (value(text_[probe]) == kNone) {
        at = probe + 1;
        continue;
      }
      std::size_t begin = probe;
      while (begin > at && value(text_[begin - 1]) != kNone) --begin;
      const std::size_t end = word_end(begin);
      at = end + 1;
      if (end - begin < kShortestRun) continue;
      gather({begin, end});
      at = pieces_.back().end + 1;
      if (!tell(take)) return false;
    }
  }

 private:
  [[nodiscard]] std::size_t word_end(std::size_t at) const {
    while (at < text_.size() && value(text_[at]) != kNone) ++at;
    return at;
  }

  void gather(Piece first) {
    pieces_.assign(1, first);
    const std::size_t line = first.end - first.begin;
    for (;;) {
      const std::size_t next = past_break(pieces_.back().end);
      if (next == pieces_.back().end) return;
      const std::size_t end = word_end(next);
      if (end == next || end - next > line) return;
      if (pieces_.size() == 1 && begins_anew(first.begin, next)) return;
      pieces_.push_back({next, end});
      if (end - next < line) return;
    }
  }

  // A list of encodings, each by itself, has the same first letters in every line.
  [[nodiscard]] bool begins_anew(std::size_t first, std::size_t next) const {
    const std::string head = text_.part(first, first + 4);
    return head == text_.part(next, std::min(next + 4, text_.size())) &&
           head.find_first_not_of(head[0]) != head.npos;
  }

  [[nodiscard]] char letter(std::size_t at) const { return at < text_.size() ? text_[at] : '\0'; }

  // Past what stands between two lines, or two strings that are put together: line breaks (also as they are
  // written in strings), blanks, quotes, and the signs that join.
  [[nodiscard]] std::size_t past_break(std::size_t from) const {
    std::size_t at = from;
    for (bool parted = false; at - from < kLongestBreak; ++at) {
      const char c = letter(at), next = letter(at + 1);
      if (c == '\\' && (next == 'n' || next == 'r')) {
        ++at;
        parted = true;
      } else if (c == '\n' || c == '"' || c == '\'') {
        parted = true;
      } else if (c == '+' || c == '_') {  // of the alphabet too: only where it stands alone
        if (!parted || " \t\r\n\"'"sv.find(next) == std::string_view::npos) return parted ? at : from;
      } else if (c == '\0' || " \t\r.&\\`^"sv.find(c) == std::string_view::npos) {
        return parted ? at : from;
      }
    }
    return from;
  }

  bool tell(const std::function<bool(const EncodedRun&)>& take) {
    letters_.clear();
    for (const Piece& piece : pieces_) letters_ += text_.part(piece.begin, piece.end);
    const std::size_t begin = pieces_.front().begin;
    const std::string before = text_.part(begin - std::min(begin, kBefore), begin);
    return take({letters_, before, shift_ + begin * kWidth, [this](std::size_t letter) {
                   for (const Piece& piece : pieces_) {
                     if (letter < piece.end - piece.begin) return shift_ + (piece.begin + letter) * kWidth;
                     letter -= piece.end - piece.begin;
                   }
                   return shift_ + pieces_.back().end * kWidth;
                 }});
  }

  Letters<kWidth> text_;
  std::size_t shift_;
  std::vector<Piece> pieces_;
  std::string letters_;
};

// One escape at a place: its value and where it ends.
struct Escape {
  unsigned char value;
  std::size_t end;
};

bool escape_at(std::string_view text, std::size_t at, Escape& escape) {
  const std::string_view here = text.substr(at, 4);
  if (here.size() < 4) return false;
  const bool hex = (here[0] == '\\' || here[0] == '0') && (here[1] == 'x' || here[1] == 'X');
  if (hex && hex_value(here[2]) >= 0) {
    const bool two = hex_value(here[3]) >= 0;
    const int high = hex_value(here[2]);
    escape = {static_cast<unsigned char>(two ? high << 4 | hex_value(here[3]) : high), at + (two ? 4 : 3)};
    return here[0] == '\\' || escape.end == text.size() || hex_value(text[escape.end]) < 0;
  }
  const auto octal = [&](std::size_t i) { return here[i] >= '0' && here[i] <= '7'; };
  if (here[0] != '\\' || !octal(1) || here[1] > '3' || !octal(2) || !octal(3)) return false;
  escape = {static_cast<unsigned char>((here[1] - '0') << 6 | (here[2] - '0') << 3 | (here[3] - '0')),
            at + 4};
  return true;
}

std::size_t past_separators(std::string_view text, std::size_t at) {
  const std::size_t end = text.find_first_not_of(", \t\r\n\"'.+&", at);
  return end == text.npos || end - at > kLongestBreak ? at : end;
}

}  // namespace

void each_run(std::string_view content, const std::function<bool(const EncodedRun&)>& take) {
  Runs<1>{content, 0}.each(take);
}

void each_wide_run(std::string_view content, const std::function<bool(const EncodedRun&)>& take) {
  if (!content.empty() && Runs<2>{content, 0}.each(take)) Runs<2>{content, 1}.each(take);
}

void each_escapes(std::string_view content, const std::function<bool(const Escapes&)>& take) {
  const auto from = [&](std::string_view sign, std::size_t at) {
    return std::min(content.find(sign, at), content.size());
  };
  std::size_t slash = from("\\", 0), zero = from("0x", 0);
  for (std::size_t place; (place = std::min(slash, zero)) < content.size();) {
    Escapes found{{}, place};
    std::size_t at = place + 1;
    for (Escape escape{}; place < content.size() && escape_at(content, place, escape);) {
      found.bytes.push_back(static_cast<char>(escape.value));
      at = escape.end;
      place = past_separators(content, at);
    }
    if (found.bytes.size() >= kFewestEscapes && !take(found)) return;
    if (slash < at) slash = from("\\", at);
    if (zero < at) zero = from("0x", at);
  }
}

std::string base64_of(std::string_view letters) {
  std::string bytes;
  bytes.reserve(letters.size() / 4 * 3 + 3);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (const char letter : letters) {
    held = (held << 6U) | value(letter);
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>(held >> bits));
  }
  return bytes;
}

std::string hex_of(std::string_view digits) {
  std::string bytes;
  bytes.reserve(digits.size() / 2);
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<char>(hex_value(digits[i]) << 4 | hex_value(digits[i + 1])));
  return bytes;
}

std::string_view longest_hex(std::string_view letters) {
  std::string_view longest;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    std::size_t end = at;
    while (end < letters.size() && hex_value(letters[end]) >= 0) ++end;
    if (end - at > longest.size()) longest = letters.substr(at, end - at);
    at = end;
  }
  return longest;
}

}  // namespace firsthour::triage
