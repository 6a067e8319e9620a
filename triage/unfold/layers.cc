// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/layers.h"

#include "casefile/encoding.h"
#include "triage/unfold/container.h"
#include "triage/unfold/inflate.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kShortestRun = 48;
constexpr std::size_t kMostLayers = 256;

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

struct Run {
  std::size_t begin = 0, end = 0;
};

std::size_t word_end(std::string_view text, std::size_t at) {
  while (at < text.size() && value(text[at]) != kNone) ++at;
  return at;
}

// Past a line break in the midst of base64: "\r\n", "\n", or as it stands in a quoted string, "\\n".
std::size_t past_break(std::string_view text, std::size_t at) {
  for (const std::string_view sign : {"\r\n"sv, "\n"sv, "\\r\\n"sv, "\\n"sv, "\\\n"sv})
    if (text.substr(at).starts_with(sign)) return at + sign.size();
  return at;
}

// A run goes on over line breaks while its lines are as long as the first; the last may be shorter.
Run run_from(std::string_view text, std::size_t at) {
  Run run{at, word_end(text, at)};
  const std::size_t line = run.end - at;
  if (line < kShortestRun) return run;
  for (;;) {
    const std::size_t next = past_break(text, run.end);
    if (next == run.end) return run;
    const std::size_t end = word_end(text, next);
    if (end == next || end - next > line) return run;
    const bool last = end - next < line;
    run.end = end;
    if (last) return run;
  }
}

std::string from_base64(std::string_view run) {
  std::string bytes;
  bytes.reserve(run.size() / 4 * 3);
  std::uint32_t held = 0;
  unsigned bits = 0;
  for (std::size_t i = 0; i < run.size(); ++i) {
    if (run[i] == '\\') {  // of a break in a quoted string: the sign and its letter
      if (i + 1 < run.size() && (run[i + 1] == 'n' || run[i + 1] == 'r')) ++i;
      continue;
    }
    const std::uint8_t six = value(run[i]);
    if (six == kNone) continue;
    held = (held << 6U) | six;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push_back(static_cast<char>(held >> bits));
  }
  return bytes;
}

std::string_view longest_hex(std::string_view run) {
  std::string_view longest;
  for (std::size_t at = 0; at < run.size(); ++at) {
    std::size_t end = at;
    while (end < run.size() && hex_value(run[end]) >= 0) ++end;
    if (end - at > longest.size()) longest = run.substr(at, end - at);
    at = end;
  }
  return longest;
}

std::string from_hex(std::string_view digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<char>(hex_value(digits[i]) << 4 | hex_value(digits[i + 1])));
  return bytes;
}

bool is_text(std::string_view bytes) {
  const std::string_view head = bytes.substr(0, 4096);
  const auto plain = static_cast<std::size_t>(std::ranges::count_if(
      head, [](char c) { return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t'; }));
  const auto zeros = static_cast<std::size_t>(std::ranges::count(head, '\0'));
  const auto high =
      static_cast<std::size_t>(std::ranges::count_if(head, [](char c) { return (c & 0x80) != 0; }));
  if (plain * 20 >= head.size() * 19) return true;
  if (zeros * 20 >= head.size() * 9 && plain * 20 >= head.size() * 9) return true;  // UTF-16
  // Other scripts: the end of the head may cut a letter.
  if (zeros > 0 || plain + high < head.size()) return false;
  for (std::size_t cut = 0; cut < 4 && cut < head.size(); ++cut)
    if (is_utf8(head.substr(0, head.size() - cut))) return true;
  return plain * 5 >= head.size() * 3;
}

bool is_program(std::string_view bytes) {
  return bytes.starts_with("MZ") ||
         bytes.starts_with(
             "\x7F"
             "ELF") ||
         bytes.starts_with("\xCA\xFE\xBA\xBE") || bytes.starts_with("#!") || bytes.starts_with("<?");
}

std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span{text}); }

class Search {
 public:
  Search(std::string_view text, UnfoldBudget& budget, InsideVisitor& visitor)
      : text_{text}, budget_{budget}, visitor_{visitor} {}

  void all() {
    for (std::size_t at = 0; at < text_.size();) {
      // Jumps: a run that is long enough covers this place, whatever its start.
      const std::size_t probe = at + kShortestRun - 1;
      if (probe >= text_.size()) return;
      if (value(text_[probe]) == kNone) {
        at = probe + 1;
        continue;
      }
      std::size_t begin = probe;
      while (begin > at && value(text_[begin - 1]) != kNone) --begin;
      const Run run = run_from(text_, begin);
      if (run.end - run.begin >= kShortestRun && !take(run)) return;
      at = std::max(run.end, probe) + 1;
    }
  }

 private:
  bool take(const Run& run) {
    const std::string_view written = text_.substr(run.begin, run.end - run.begin);
    if (const auto hex = longest_hex(written); hex.size() >= kShortestRun) {
      const std::string bytes = from_hex(hex);
      if (worth(bytes)) return give("hex", offset_of(hex), bytes);
    }
    // Other characters of the alphabet may stand before it, as in "//TVqQAAMAAAA": all four phases are tried.
    for (std::size_t phase = 0; phase < 4; ++phase) {
      const std::string bytes = from_base64(written.substr(phase));
      if (worth(bytes)) return give("base64", run.begin + phase, bytes);
      const std::uint64_t most = std::min<std::uint64_t>(budget_.limits.member, 64U << 20U);
      const auto unpacked = inflated(bytes_of(bytes), most);
      if (unpacked && (is_text(*unpacked) || is_program(*unpacked)))
        return give("base64+deflate", run.begin + phase, *unpacked);
    }
    return true;
  }

  [[nodiscard]] std::size_t offset_of(std::string_view part) const {
    return static_cast<std::size_t>(part.data() - text_.data());
  }

  static bool worth(std::string_view bytes) {
    return is_program(bytes) || is_text(bytes) || !container_kind(bytes_of(bytes)).empty();
  }

  bool give(std::string_view how, std::size_t offset, std::string_view bytes) {
    if (++layers_ > kMostLayers || budget_.contents >= budget_.limits.contents ||
        budget_.bytes + bytes.size() > budget_.limits.bytes) {
      visitor_.loss("", "more encoded layers than are looked at: those from offset " +
                            std::to_string(offset) + " on were left out");
      return false;
    }
    ++budget_.contents;
    budget_.bytes += bytes.size();
    return visitor_.content({std::string{how} + "@" + std::to_string(offset), how, bytes_of(bytes)});
  }

  std::string_view text_;
  UnfoldBudget& budget_;
  InsideVisitor& visitor_;
  std::size_t layers_ = 0;
};

}  // namespace

void unfold_layers(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor) {
  Search{{reinterpret_cast<const char*>(content.data()), content.size()}, budget, visitor}.all();
}

}  // namespace firsthour::triage
