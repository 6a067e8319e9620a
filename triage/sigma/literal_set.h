// SPDX-License-Identifier: Apache-2.0
// Finds which of many short texts stand in a longer one, in one pass (Aho and Corasick, 1975). Own code: with
// RE2::Set each hit set costs a DFA state, which thousands of texts exhaust.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace firsthour::triage::sigma {

class LiteralSet {
 public:
  // The index is what hits() tells. Empty texts are found nowhere. REQUIRES: lower case, no two equal.
  explicit LiteralSet(const std::vector<std::string>& texts);

  // Calls visit(index) for each text at each place where it ends. The longest first, at one place.
  template <class Visit>
  void hits(std::string_view in, Visit visit) const {
    std::uint32_t state = 0;
    for (const char c : in) {
      state = next_[state * classes_ + class_of_[static_cast<unsigned char>(c)]];
      if (first_hit_[state] != kNone) report(state, visit);
    }
  }
  [[nodiscard]] std::size_t states() const { return text_of_.size(); }

 private:
  static constexpr std::uint32_t kNone = 0xFFFF'FFFF;

  template <class Visit>
  void report(std::uint32_t state, Visit& visit) const {
    for (std::uint32_t at = first_hit_[state]; at != kNone; at = shorter_[at]) visit(text_of_[at]);
  }
  std::uint32_t add_state();

  std::array<std::uint8_t, 256> class_of_{};  // 0: in no text
  std::uint32_t classes_ = 1;
  std::vector<std::uint32_t> next_;  // state × class
  // Per state: the text that ends here; the next state with a text on the way of shorter endings; the first
  // such state, itself included.
  std::vector<std::uint32_t> text_of_, shorter_, first_hit_;
};

}  // namespace firsthour::triage::sigma
