// SPDX-License-Identifier: Apache-2.0
#include "triage/host/record_reader.h"

#include "casefile/encoding.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace firsthour::triage {
namespace {

using sigma::Event;
using sigma::Scalar;

constexpr std::size_t kMostKeys = 512;
constexpr std::size_t kMostElements = 65'536;
constexpr std::size_t kMostNestedKeys = 2048;
constexpr int kDeepest = 16;

enum class Shape { flat, nested };

void append_utf8(std::string& to, std::uint32_t c) {
  const auto put = [&](std::uint32_t byte) { to += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

class RecordParser {
 public:
  RecordParser(std::string_view text, Event& into, Shape shape = Shape::flat)
      : text_{text}, into_{into}, nested_{shape == Shape::nested} {}

  bool object() {
    blanks();
    if (!members()) return false;
    blanks();
    return at_ == text_.size() || wrong("text after the object");
  }

  [[nodiscard]] std::string problem() const {
    return std::string{problem_ ? problem_ : "?"} + " at byte " + std::to_string(at_);
  }

 private:
  bool wrong(const char* what) {
    problem_ = what;
    return false;
  }
  [[nodiscard]] char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool take(char c) {
    if (peek() != c || at_ >= text_.size()) return false;
    ++at_;
    return true;
  }
  void blanks() {
    while (peek() == ' ' || peek() == '\t' || peek() == '\r' || peek() == '\n') ++at_;
  }

  bool members() {
    if (!take('{')) return wrong("expected an object");
    blanks();
    if (take('}')) return true;
    do {
      if (!member()) return false;
      blanks();
    } while (take(','));
    return take('}') || wrong("expected a comma or the end of the object");
  }

  bool member() {
    blanks();
    auto key = string();
    if (!key) return false;
    if (into_.fields().size() >= (nested_ ? kMostNestedKeys : kMostKeys)) return wrong("too many keys");
    if (!nested_ && into_.find(*key)) return wrong("a key stands twice");
    blanks();
    if (!take(':')) return wrong("expected a colon");
    blanks();
    if (peek() == '{' && nested_) return inside(*key);
    if (!prefix_.empty()) key = into_.own(prefix_ + std::string{*key});
    if (peek() == '[') return list(*key);
    const auto value = scalar();
    if (!value) return false;
    into_.add(*key, *value);
    return true;
  }

  bool inside(std::string_view key) {
    if (++depth_ > kDeepest) return wrong("objects are nested too deeply");
    const std::size_t before = prefix_.size();
    (prefix_ += key) += '.';
    const bool good = members();
    prefix_.resize(before);
    --depth_;
    return good;
  }

  // An object or list as it is written; what is in it is not judged.
  std::optional<Scalar> whole() {
    const std::size_t from = at_;
    std::size_t open = 0;
    bool text = false;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (text && c == '\\') {
        ++at_;
      } else if (c == '"') {
        text = !text;
      } else if (!text && (c == '{' || c == '[')) {
        ++open;
      } else if (!text && (c == '}' || c == ']') && --open == 0) {
        ++at_;
        return Scalar{Scalar::Kind::text, text_.substr(from, at_ - from)};
      }
    }
    at_ = text_.size();
    wrong("an object or a list does not end");
    return std::nullopt;
  }

  bool list(std::string_view key) {
    ++at_;
    into_.begin_list(key);
    blanks();
    if (take(']')) return true;
    std::size_t elements = 0;
    do {
      if (++elements > kMostElements) return wrong("too many elements in a list");
      blanks();
      const auto value = scalar();
      if (!value) return false;
      into_.append(*value);
      blanks();
    } while (take(','));
    return take(']') || wrong("expected a comma or the end of the list");
  }

  std::optional<Scalar> scalar() {
    if (peek() == '"') {
      const auto text = string();
      if (!text) return std::nullopt;
      return Scalar{Scalar::Kind::text, *text};
    }
    if (nested_ && (peek() == '{' || peek() == '[')) return whole();
    if (word("true")) return Scalar{Scalar::Kind::boolean, "true"};
    if (word("false")) return Scalar{Scalar::Kind::boolean, "false"};
    if (word("null")) return Scalar{Scalar::Kind::null, ""};
    return number();
  }

  bool word(std::string_view expected) {
    if (!text_.substr(at_).starts_with(expected)) return false;
    at_ += expected.size();
    return true;
  }

  bool digits() {
    const std::size_t from = at_;
    while (peek() >= '0' && peek() <= '9') ++at_;
    return at_ > from;
  }

  // RFC 8259 §6: no leading zero, no bare dot.
  std::optional<Scalar> number() {
    const std::size_t from = at_;
    take('-');
    const bool zero = peek() == '0';
    const std::size_t whole = at_;
    bool good = digits() && (!zero || at_ == whole + 1);
    if (good && take('.')) good = digits();
    if (good && (peek() == 'e' || peek() == 'E')) {
      ++at_;
      if (!take('+')) take('-');
      good = digits();
    }
    if (!good) {
      wrong("expected a value");
      return std::nullopt;
    }
    return Scalar{Scalar::Kind::number, text_.substr(from, at_ - from)};
  }

  std::optional<std::string_view> string() {
    if (!take('"')) {
      wrong("expected a text");
      return std::nullopt;
    }
    const std::size_t from = at_;
    for (; at_ < text_.size(); ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '"') return text_.substr(from, at_++ - from);
      if (c == '\\') return escaped(from);
      if (c < 0x20) break;
    }
    wrong("the text does not end");
    return std::nullopt;
  }

  std::optional<std::string_view> escaped(std::size_t from) {
    std::string made{text_.substr(from, at_ - from)};
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (static_cast<unsigned char>(c) < 0x20) break;
      ++at_;
      if (c == '"') return into_.own(std::move(made));
      if (c != '\\')
        made += c;
      else if (!escape(made))
        return std::nullopt;
    }
    wrong("the text does not end");
    return std::nullopt;
  }

  bool escape(std::string& to) {
    constexpr std::string_view kNames = "\"\\/bfnrt", kMeanings = "\"\\/\b\f\n\r\t";
    const char c = peek();
    if (take('u')) return unicode(to);
    const std::size_t which = at_ < text_.size() ? kNames.find(c) : std::string_view::npos;
    if (which == std::string_view::npos) return wrong("unknown escape");
    ++at_;
    to += kMeanings[which];
    return true;
  }

  bool unicode(std::string& to) {
    std::uint32_t c = 0;
    if (!hex4(c)) return false;
    const bool high = c >= 0xD800 && c < 0xDC00;
    if (c >= 0xDC00 && c < 0xE000) return wrong("half of a surrogate pair");
    if (high) {
      std::uint32_t low = 0;
      if (!take('\\') || !take('u')) return wrong("half of a surrogate pair");
      if (!hex4(low)) return false;
      if (low < 0xDC00 || low >= 0xE000) return wrong("half of a surrogate pair");
      c = 0x10000 + ((c - 0xD800) << 10) + (low - 0xDC00);
    }
    append_utf8(to, c);
    return true;
  }

  bool hex4(std::uint32_t& into) {
    for (int i = 0; i < 4; ++i, ++at_) {
      const char c = peek();
      std::uint32_t digit = 0;
      if (c >= '0' && c <= '9')
        digit = static_cast<std::uint32_t>(c - '0');
      else if (c >= 'a' && c <= 'f')
        digit = static_cast<std::uint32_t>(c - 'a') + 10;
      else if (c >= 'A' && c <= 'F')
        digit = static_cast<std::uint32_t>(c - 'A') + 10;
      else
        return wrong("expected four hex digits");
      into = (into << 4) | digit;
    }
    return true;
  }

  std::string_view text_;
  Event& into_;
  bool nested_;
  std::string prefix_;
  int depth_ = 0;
  std::size_t at_ = 0;
  const char* problem_ = nullptr;
};

}  // namespace

Result<> read_record(std::string_view line, Event& into) {
  into.clear();
  if (!is_utf8(line)) return fail(Errc::malformed, "the record is not UTF-8");
  RecordParser parser{line, into};
  if (parser.object()) return {};
  into.clear();
  return fail(Errc::malformed, parser.problem());
}

Result<> read_nested_record(std::string_view line, Event& into) {
  into.clear();
  RecordParser parser{line, into, Shape::nested};
  if (parser.object()) return {};
  into.clear();
  return fail(Errc::malformed, parser.problem());
}

}  // namespace firsthour::triage
