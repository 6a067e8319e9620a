// SPDX-License-Identifier: Apache-2.0
#include "playbooks/cacao/pattern.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace firsthour::playbooks {
namespace {

constexpr std::size_t kMostSteps = 5'000;
constexpr int kDeepest = 50, kMostRepeats = 1000;
constexpr char32_t kLast = 0x10FFFF;

using Characters = std::u32string;

// Bytes that are no UTF-8 stand for themselves.
Characters characters(std::string_view text) {
  Characters out;
  for (std::size_t at = 0; at < text.size();) {
    const auto lead = static_cast<unsigned char>(text[at]);
    const std::size_t more = lead >= 0xF0 ? 3 : lead >= 0xE0 ? 2 : lead >= 0xC0 ? 1 : 0;
    char32_t value = more == 0 ? lead : lead & (0x3FU >> more);
    std::size_t taken = 1;
    for (; taken <= more && at + taken < text.size(); ++taken) {
      const auto next = static_cast<unsigned char>(text[at + taken]);
      if ((next & 0xC0U) != 0x80U) break;
      value = value << 6U | (next & 0x3FU);
    }
    const bool whole = taken == more + 1;
    out += whole ? value : lead;
    at += whole ? taken : 1;
  }
  return out;
}

struct CharacterSet {
  std::vector<std::pair<char32_t, char32_t>> ranges;
  bool negated = false;

  [[nodiscard]] bool has(char32_t c) const {
    for (const auto& [first, last] : ranges)
      if (first <= c && c <= last) return !negated;
    return negated;
  }
};

// d, w and s; in capitals what is none of them.
std::optional<CharacterSet> kind_of_character(char32_t letter) {
  CharacterSet set;
  switch (letter | 0x20U) {
    case 'd':
      set.ranges = {{'0', '9'}};
      break;
    case 'w':
      set.ranges = {{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
      break;
    case 's':
      set.ranges = {{'\t', '\r'}, {' ', ' '}, {0xA0, 0xA0}, {0x3000, 0x3000}};
      break;
    default:
      return std::nullopt;
  }
  set.negated = letter < 'a';
  return set;
}

std::vector<std::pair<char32_t, char32_t>> opposite(const CharacterSet& set) {
  std::vector<std::pair<char32_t, char32_t>> out;
  char32_t next = 0;
  for (const auto& [first, last] : set.ranges) {
    if (first > next) out.emplace_back(next, first - 1);
    next = last + 1;
  }
  out.emplace_back(next, kLast);
  return out;
}

struct Instruction {
  enum class Kind { one_of, fork, jump, begin, end, word_edge, no_word_edge, found };
  Kind kind = Kind::found;
  std::size_t to = 0, other = 0;  // of fork and jump
  CharacterSet set;
};
using Program = std::vector<Instruction>;
using Kind = Instruction::Kind;

void move_by(Program& program, std::size_t offset) {
  for (Instruction& one : program) {
    one.to += offset;
    one.other += offset;
  }
}
void append(Program& to, Program part) {
  move_by(part, to.size());
  for (Instruction& one : part) to.push_back(std::move(one));
}
Program fork_and_jump(Kind kind, std::size_t to, std::size_t other = 0) { return {{kind, to, other, {}}}; }

// Thompson's construction, the parts as programs that end behind their last instruction.
class Compiler {
 public:
  explicit Compiler(Characters pattern) : pattern_{std::move(pattern)} {}

  Result<Program> whole() {
    auto program = alternatives(0);
    if (!program) return program;
    if (at_ < pattern_.size()) return wrong("a parenthesis is closed that was not opened");
    program->push_back({});
    return program;
  }

 private:
  [[nodiscard]] tl::unexpected<Error> wrong(std::string_view what) const {
    return fail(Errc::malformed,
                "the pattern of MATCHES, at " + std::to_string(at_) + ": " + std::string{what});
  }
  [[nodiscard]] bool next_is(char32_t c) const { return at_ < pattern_.size() && pattern_[at_] == c; }
  bool take(char32_t c) {
    if (!next_is(c)) return false;
    ++at_;
    return true;
  }

  Result<Program> alternatives(int depth) {
    if (depth > kDeepest) return wrong("parentheses are nested too deep");
    auto left = sequence(depth);
    while (left && take('|')) {
      auto right = sequence(depth);
      if (!right) return right;
      Program both = fork_and_jump(Kind::fork, 1, left->size() + 2);
      append(both, std::move(*left));
      both.push_back({Kind::jump, both.size() + 1 + right->size(), 0, {}});
      append(both, std::move(*right));
      left = std::move(both);
      if (left->size() > kMostSteps) return wrong("the pattern is too large");
    }
    return left;
  }

  Result<Program> sequence(int depth) {
    Program all;
    while (at_ < pattern_.size() && !next_is('|') && !next_is(')')) {
      auto one = repeated(depth);
      if (!one) return one;
      append(all, std::move(*one));
      if (all.size() > kMostSteps) return wrong("the pattern is too large");
    }
    return all;
  }

  Result<Program> repeated(int depth) {
    auto part = atom(depth);
    while (part && at_ < pattern_.size()) {
      std::optional<std::pair<int, int>> times;  // -1: without end
      if (take('*'))
        times = {0, -1};
      else if (take('+'))
        times = {1, -1};
      else if (take('?'))
        times = {0, 1};
      else if (next_is('{'))
        times = counted();
      if (!times) break;
      if (times->first > kMostRepeats || times->second > kMostRepeats ||
          (times->second >= 0 && times->second < times->first))
        return wrong("so many repeats are not taken");
      (void)take('?');
      part = times_of(*part, times->first, times->second);
    }
    return part;
  }

  // {3} {3,} {3,5}; any other brace stands for itself.
  std::optional<std::pair<int, int>> counted() {
    std::size_t at = at_ + 1;
    const auto number = [&]() -> std::optional<int> {
      const std::size_t first = at;
      int value = 0;
      for (; at < pattern_.size() && pattern_[at] >= '0' && pattern_[at] <= '9'; ++at)
        value = std::min(value * 10 + static_cast<int>(pattern_[at] - '0'), kMostRepeats + 1);
      return at == first ? std::nullopt : std::optional{value};
    };
    const auto least = number();
    if (!least) return std::nullopt;
    int most = *least;
    if (at < pattern_.size() && pattern_[at] == ',') {
      ++at;
      most = number().value_or(-1);
    }
    if (at == pattern_.size() || pattern_[at] != '}') return std::nullopt;
    at_ = at + 1;
    return std::pair{*least, most};
  }

  Result<Program> times_of(const Program& part, int least, int most) const {
    const auto copies = static_cast<std::size_t>(std::max(least, most) + 1);
    if ((part.size() + 2) * copies > kMostSteps) return wrong("the pattern is too large");
    Program all;
    for (int i = 0; i < least; ++i) append(all, part);
    if (most < 0) {
      const std::size_t loop = all.size();
      all.push_back({Kind::fork, loop + 1, loop + part.size() + 2, {}});
      append(all, part);
      all.push_back({Kind::jump, loop, 0, {}});
    }
    for (int i = least; i < most; ++i) {
      Program maybe = fork_and_jump(Kind::fork, 1, part.size() + 1);
      append(maybe, part);
      append(all, std::move(maybe));
    }
    return all;
  }

  static Program only(CharacterSet set) { return {{Kind::one_of, 0, 0, std::move(set)}}; }
  static Program only(char32_t c) { return only(CharacterSet{{{c, c}}, false}); }

  Result<Program> atom(int depth) {
    const char32_t c = pattern_[at_++];
    switch (c) {
      case '(':
        return group(depth);
      case '[':
        return character_class();
      case '.':
        return only(CharacterSet{{{'\n', '\n'}}, true});
      case '^':
        return Program{{Kind::begin, 0, 0, {}}};
      case '$':
        return Program{{Kind::end, 0, 0, {}}};
      case '*':
      case '+':
      case '?':
        return wrong("nothing stands here to be repeated");
      case '\\':
        return escape();
      default:
        return only(c);
    }
  }

  Result<Program> group(int depth) {
    if (take('?') && !take(':')) return wrong("this kind of group is not taken");
    auto inner = alternatives(depth + 1);
    if (!inner) return inner;
    if (!take(')')) return wrong("a parenthesis is not closed");
    return inner;
  }

  // The character that an escape stands for.
  Result<char32_t> escaped() {
    if (at_ == pattern_.size()) return wrong("a backslash stands at the end");
    const char32_t c = pattern_[at_++];
    if (c == 'n') return U'\n';
    if (c == 't') return U'\t';
    if (c == 'r') return U'\r';
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
      return wrong("this escape is not taken");
    return c;
  }

  Result<Program> escape() {
    if (at_ < pattern_.size()) {
      if (auto set = kind_of_character(pattern_[at_])) {
        ++at_;
        return only(std::move(*set));
      }
      if (take('b')) return Program{{Kind::word_edge, 0, 0, {}}};
      if (take('B')) return Program{{Kind::no_word_edge, 0, 0, {}}};
    }
    const auto c = escaped();
    if (!c) return tl::unexpected{c.error()};
    return only(*c);
  }

  Result<Program> character_class() {
    CharacterSet set;
    set.negated = take('^');
    bool first = true;
    for (; first || !next_is(']'); first = false) {
      if (at_ == pattern_.size()) return wrong("a character class is not closed");
      if (auto added = add_to(set); !added) return tl::unexpected{added.error()};
    }
    ++at_;
    return only(std::move(set));
  }

  Result<> add_to(CharacterSet& set) {
    char32_t low = pattern_[at_++];
    if (low == '\\' && at_ < pattern_.size()) {
      if (const auto kind = kind_of_character(pattern_[at_])) {
        ++at_;
        const auto ranges = kind->negated ? opposite(*kind) : kind->ranges;
        set.ranges.insert(set.ranges.end(), ranges.begin(), ranges.end());
        return {};
      }
      const auto c = escaped();
      if (!c) return tl::unexpected{c.error()};
      low = *c;
    } else if (low == '[' && (next_is(':') || next_is('=') || next_is('.'))) {
      return wrong("named classes are not taken");
    }
    char32_t high = low;
    if (next_is('-') && at_ + 1 < pattern_.size() && pattern_[at_ + 1] != ']') {
      ++at_;
      high = pattern_[at_++];
      if (high == '\\') {
        const auto c = escaped();
        if (!c) return tl::unexpected{c.error()};
        high = *c;
      }
      if (high < low) return wrong("a range runs backwards");
    }
    set.ranges.emplace_back(low, high);
    return {};
  }

  Characters pattern_;
  std::size_t at_ = 0;
};

// All ways at once: at each character the set of instructions that one could stand at.
class Machine {
 public:
  Machine(const Program& program, const Characters& text)
      : program_{program}, text_{text}, seen_(program.size(), 0) {}

  bool run() {
    std::vector<std::size_t> here, next;
    for (std::size_t at = 0; at <= text_.size(); ++at) {
      ++round_;
      std::vector<std::size_t> ready;
      here.push_back(0);
      if (enter(here, at, ready)) return true;
      if (at == text_.size()) break;
      next.clear();
      for (const std::size_t one : ready)
        if (program_[one].set.has(text_[at])) next.push_back(one + 1);
      here.swap(next);
    }
    return false;
  }

 private:
  [[nodiscard]] bool word_at(std::size_t at) const {
    static const CharacterSet word = *kind_of_character('w');
    return at < text_.size() && word.has(text_[at]);
  }
  [[nodiscard]] bool holds(Kind kind, std::size_t at) const {
    if (kind == Kind::begin) return at == 0;
    if (kind == Kind::end) return at == text_.size();
    const bool edge = (at > 0 && word_at(at - 1)) != word_at(at);
    return edge == (kind == Kind::word_edge);
  }

  // Follows what takes no character; true where the pattern is found.
  bool enter(std::vector<std::size_t>& left, std::size_t at, std::vector<std::size_t>& ready) {
    while (!left.empty()) {
      const std::size_t one = left.back();
      left.pop_back();
      if (seen_[one] == round_) continue;
      seen_[one] = round_;
      const Instruction& instruction = program_[one];
      switch (instruction.kind) {
        case Kind::found:
          return true;
        case Kind::one_of:
          ready.push_back(one);
          break;
        case Kind::fork:
          left.push_back(instruction.other);
          left.push_back(instruction.to);
          break;
        case Kind::jump:
          left.push_back(instruction.to);
          break;
        default:
          if (holds(instruction.kind, at)) left.push_back(one + 1);
      }
    }
    return false;
  }

  const Program& program_;
  const Characters& text_;
  std::vector<std::size_t> seen_;
  std::size_t round_ = 0;
};

}  // namespace

Result<bool> found_in(std::string_view text, std::string_view pattern) {
  const auto program = Compiler{characters(pattern)}.whole();
  if (!program) return tl::unexpected{program.error()};
  const Characters all = characters(text);
  return Machine{*program, all}.run();
}

}  // namespace firsthour::playbooks
