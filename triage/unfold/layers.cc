// SPDX-License-Identifier: Apache-2.0
#include "triage/unfold/layers.h"

#include "casefile/encoding.h"
#include "triage/unfold/container.h"
#include "triage/unfold/encoded_run.h"
#include "triage/unfold/file_type.h"
#include "triage/unfold/inflate.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace firsthour::triage {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kMostLayers = 256;
constexpr std::uint64_t kMostInflated = 64U << 20U;     // of one stream in a text
constexpr std::uint64_t kWorkBetweenLooks = 4U << 20U;  // at the clock: bytes decoded and inflated
constexpr std::uint64_t kWorkOfARun = 4096;             // however short it is
constexpr const char* kTooMuch = "more encoded layers than are looked at";

// High bytes in pairs that are letters, signs or Chinese characters of GB 2312; the end may cut one.
bool is_gb2312(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    const auto lead = static_cast<unsigned char>(bytes[at]);
    if (lead < 0x80) continue;
    if ((lead < 0xA1 || lead > 0xA3) && (lead < 0xB0 || lead > 0xF7)) return false;
    if (++at < bytes.size() && static_cast<unsigned char>(bytes[at]) < 0xA1) return false;
  }
  return true;
}

// Fillers of a table are no writing: few letters, again and again.
bool is_monotonous(std::string_view letters) {
  constexpr std::ptrdiff_t kFew = 6;
  std::array<bool, 256> seen{};
  for (const char letter : letters) seen[static_cast<unsigned char>(letter)] = true;
  return std::ranges::count(seen, true) < kFew;
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
  return is_gb2312(head);
}

bool is_program(std::string_view bytes) {
  return bytes.starts_with("MZ") ||
         bytes.starts_with(
             "\x7F"
             "ELF") ||
         bytes.starts_with("\xCA\xFE\xBA\xBE") || bytes.starts_with("#!") || bytes.starts_with("<?");
}

// What stands before it in the same text says that it is encoded.
bool says_so(std::string_view before, std::span<const std::string_view> words) {
  const std::size_t binary = before.find_last_of("\0\x01\x02\x03\x04\x05\x06\x07\x08"sv);
  std::string low{binary == before.npos ? before : before.substr(binary + 1)};
  std::ranges::transform(low, low.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  return std::ranges::any_of(words,
                             [&](std::string_view word) { return low.find(word) != std::string::npos; });
}
constexpr std::string_view kBase64Words[] = {"base64", "-enc", "-ec ", "-e ", "b64"};
constexpr std::string_view kHexWords[] = {"hex2bin", "unhex", "fromhex", "'h*'", "\"h*\"", "xxd"};

class Search {
 public:
  Search(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor)
      : text_{as_text(content)}, budget_{budget}, visitor_{visitor} {}

  void all() {
    each_run(text_, [this](const EncodedRun& run) { return take(run); });
    if (goes_on_) each_wide_run(text_, [this](const EncodedRun& run) { return take(run); });
    // Escapes are written in scripts: a program has backslashes and zeros everywhere, and none of them.
    if (goes_on_ && !text_.starts_with("MZ") &&
        !text_.starts_with("\x7F"
                           "ELF"))
      each_escapes(text_, [this](const Escapes& list) { return give("escapes", list.begin, list.bytes); });
  }

 private:
  bool take(const EncodedRun& run) {
    work_ += run.letters.size() + kWorkOfARun;
    if (work_ >= kWorkBetweenLooks) {
      work_ = 0;
      if (std::chrono::steady_clock::now() >= budget_.deadline)
        return lose(run.begin, "no time was left for encoded layers");
    }
    if (is_monotonous(run.letters)) return true;
    const bool hex_said = says_so(run.before, kHexWords);
    if (const auto digits = longest_hex(run.letters); digits.size() >= kShortestRun) {
      const std::string bytes = hex_of(digits);
      const auto at = static_cast<std::size_t>(digits.data() - run.letters.data());
      if (hex_said || worth(bytes)) return give("hex", run.offset_of(at), bytes);
      if (digits.size() == run.letters.size()) return true;  // a digest
    }
    return take_base64(run);
  }

  // Other characters of the alphabet may stand before it, as in "//TVqQAAMAAAA": all four phases are tried.
  bool take_base64(const EncodedRun& run) {
    std::string first;
    for (std::size_t phase = 0; phase < 4; ++phase) {
      std::string bytes = base64_of(run.letters.substr(phase));
      const auto inner = inflater_.inflate(as_bytes(bytes), most());
      if (inner && plausible(*inner)) return give_inflated(run.offset_of(phase), *inner);
      if (inner && !spend(inner->bytes.size())) return lose(run.begin, kTooMuch);
      if (worth(bytes)) return give("base64", run.offset_of(phase), bytes);
      if (phase == 0) first = std::move(bytes);
    }
    return !says_so(run.before, kBase64Words) || give("base64", run.begin, first);
  }

  [[nodiscard]] std::uint64_t most() const { return std::min(budget_.limits.member, kMostInflated); }

  // What was made and thrown away costs as much as what is looked at.
  bool spend(std::uint64_t bytes) {
    work_ += bytes;
    budget_.bytes += bytes;
    return budget_.bytes <= budget_.limits.bytes;
  }

  static bool plausible(const Inflated& inner) { return inner.bomb || worth(inner.bytes); }

  bool give_inflated(std::size_t offset, const Inflated& inner) {
    const std::string name = "base64+deflate@" + std::to_string(offset);
    if (inner.bomb) {
      if (!spend(inner.bytes.size())) return lose(offset, kTooMuch);
      visitor_.loss(name, "larger than " + std::to_string(most() >> 20U) + " MiB");
      return true;
    }
    if (!inner.whole)
      visitor_.loss(name, "damaged deflate: cut short or altered; what came before was looked at");
    return give("base64+deflate", offset, inner.bytes);
  }

  static bool worth(std::string_view bytes) {
    return is_program(bytes) || is_text(bytes) || !file_type(as_bytes(bytes)).empty() ||
           !container_kind(as_bytes(bytes)).empty();
  }

  bool give(std::string_view how, std::size_t offset, std::string_view bytes) {
    if (++layers_ > kMostLayers || budget_.contents >= budget_.limits.contents ||
        budget_.bytes + bytes.size() > budget_.limits.bytes)
      return lose(offset, kTooMuch);
    ++budget_.contents;
    budget_.bytes += bytes.size();
    goes_on_ = visitor_.content({std::string{how} + "@" + std::to_string(offset), how, as_bytes(bytes)});
    return goes_on_;
  }

  bool lose(std::size_t offset, const std::string& what) {
    visitor_.loss("", what + ": those from offset " + std::to_string(offset) + " on were left out");
    return goes_on_ = false;
  }

  std::string_view text_;
  UnfoldBudget& budget_;
  InsideVisitor& visitor_;
  Inflater inflater_;
  std::size_t layers_ = 0;
  std::uint64_t work_ = 0;  // since the clock was looked at
  bool goes_on_ = true;
};

}  // namespace

void unfold_layers(std::span<const std::byte> content, UnfoldBudget& budget, InsideVisitor& visitor) {
  Search{content, budget, visitor}.all();
}

}  // namespace firsthour::triage
