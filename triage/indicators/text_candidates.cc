// SPDX-License-Identifier: Apache-2.0
#include "triage/indicators/text_candidates.h"

#include "triage/indicators/recognise.h"

#include <algorithm>
#include <array>

namespace firsthour::triage {
namespace {

constexpr std::size_t kLongestUrl = 2048, kLongestName = 253;

enum Class : std::uint8_t { kNothing, kHost, kColon };

constexpr std::array<std::uint8_t, 256> make_classes() {
  std::array<std::uint8_t, 256> classes{};
  for (int c = 'a'; c <= 'z'; ++c) classes[static_cast<std::size_t>(c)] = kHost;
  for (int c = 'A'; c <= 'Z'; ++c) classes[static_cast<std::size_t>(c)] = kHost;
  for (int c = '0'; c <= '9'; ++c) classes[static_cast<std::size_t>(c)] = kHost;
  classes['.'] = classes['-'] = classes['_'] = kHost;
  classes[':'] = kColon;
  return classes;
}
constexpr auto kClasses = make_classes();

Class class_of(char c) { return static_cast<Class>(kClasses[static_cast<unsigned char>(c)]); }

bool ends_url(char c) {
  return static_cast<unsigned char>(c) <= ' ' ||
         std::string_view{"\"'<>`|\\^{}"}.find(c) != std::string_view::npos || c == 0x7F;
}

// A sentence's full stop, or a bracket, is no part of what stands before it.
std::string_view without_tail(std::string_view text) {
  while (!text.empty() && std::string_view{".,;:!?)]-_"}.find(text.back()) != std::string_view::npos)
    text.remove_suffix(1);
  return text;
}

class Pass {
 public:
  Pass(std::string_view bytes, const Candidate& visit) : bytes_{bytes}, visit_{visit} {}

  void run() {
    for (std::size_t at = 0; at < bytes_.size();) {
      if (class_of(bytes_[at]) == kNothing) {
        ++at;
        continue;
      }
      std::size_t end = at;
      bool dot = false;
      int colons = 0;
      while (end < bytes_.size() && class_of(bytes_[end]) != kNothing) {
        dot = dot || bytes_[end] == '.';
        colons += bytes_[end] == ':';
        ++end;
      }
      if (colons > 0 && bytes_.substr(end).starts_with("//")) url(at, end + 2);
      if (dot || colons >= 2) word(at, end, colons);
      at = end;
    }
  }

 private:
  // "scheme:" ends where "//" begins.
  void url(std::size_t word_begin, std::size_t behind) {
    std::size_t begin = behind - 3;
    while (begin > word_begin && std::isalpha(static_cast<unsigned char>(bytes_[begin - 1])) != 0) --begin;
    std::size_t end = behind;
    while (end < bytes_.size() && end - begin < kLongestUrl && !ends_url(bytes_[end])) ++end;
    if (begin + 3 < behind && end > behind)
      visit_(IndicatorKind::url, begin, without_tail(bytes_.substr(begin, end - begin)));
  }

  void word(std::size_t begin, std::size_t end, int colons) {
    if (colons >= 2 && end - begin <= 45 && Address::from(bytes_.substr(begin, end - begin)))
      return visit_(IndicatorKind::address, begin, bytes_.substr(begin, end - begin));
    // "host:port", "key:host": each part by itself.
    for (std::size_t at = begin; at < end;) {
      const std::size_t colon = std::min(bytes_.find(':', at), end);
      name(at, colon);
      at = colon + 1;
    }
  }

  void name(std::size_t begin, std::size_t end) {
    while (begin < end && std::string_view{".-_"}.find(bytes_[begin]) != std::string_view::npos) ++begin;
    const std::string_view text = without_tail(bytes_.substr(begin, end - begin));
    if (text.size() < 4 || text.size() > kLongestName || text.find('.') == text.npos) return;
    if (std::isdigit(static_cast<unsigned char>(text.back())) != 0) {
      if (Address::from(text)) visit_(IndicatorKind::address, begin, text);
      return;
    }
    visit_(IndicatorKind::domain, begin, text);
    if (begin > 0 && bytes_[begin - 1] == '@') email(begin, begin + text.size());
  }

  void email(std::size_t domain, std::size_t end) {
    std::size_t begin = domain - 1;
    while (begin > 0 && domain - begin < 65 &&
           (class_of(bytes_[begin - 1]) == kHost || bytes_[begin - 1] == '+' || bytes_[begin - 1] == '%'))
      --begin;
    if (begin + 1 < domain) visit_(IndicatorKind::email, begin, bytes_.substr(begin, end - begin));
  }

  std::string_view bytes_;
  const Candidate& visit_;
};

}  // namespace

void each_candidate(std::string_view bytes, const Candidate& visit) { Pass{bytes, visit}.run(); }

}  // namespace firsthour::triage
